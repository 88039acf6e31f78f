package org.chama.directory;

/** How far a role's permission goes. */
enum Scope {
    /** Everything, and what belongs to no department. */
    ANY,
    /** Everything, for an officer of the province's data authority. */
    PROVINCE,
    /** Departments of the region of the authority the role is held in, and of the regions below. */
    REGION,
    /** The department the role is held in. */
    OWN
}
