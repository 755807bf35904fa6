// Package simulation runs thousands of short worlds: the real domain of matches and loads, the real projection over a shared
// store and the real delivery schedule, on a model of the log whose faults come from a seed, in time that passes by itself
// (testing/synctest). It has tests and nothing else. A failing seed is printed; SIMULATION_SEED=N runs that world alone.
package simulation
