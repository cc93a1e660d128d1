/** Orrery's version; a test holds it against the package's. */
export const ORRERY_VERSION = "0.1.0";
