package org.chama.broker;

import org.chama.api.access.Access;
import org.chama.api.access.Authentication;
import org.chama.api.directory.Directory;

/** Who knows the clients and what they may do. */
record Guards(Authentication authentication, Access access, Directory directory) {}
