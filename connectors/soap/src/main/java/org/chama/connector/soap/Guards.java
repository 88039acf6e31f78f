package org.chama.connector.soap;

import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.crypto.Crypto;

/** Who knows the callers and what they may do. */
record Guards(Authentication authentication, Access access, Crypto crypto) {}
