package solve

// EngineVersion names what this package makes of a problem, to the byte. It is
// raised whenever a result may come out otherwise: another plan within a budget
// or a number of steps, another of several plans that are equally good, other
// prices of a proof. Who keeps a result keeps it beside, and does not take a
// difference between two versions for a mistake: the certificate, which needs no
// engine, says whether a kept plan still is what it promised. A test fails when
// results change under the same version.
const EngineVersion = 3
