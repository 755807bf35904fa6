// Package simulation runs thousands of short worlds: the real handler, follow loop and ledgers of eventlog, the real domain of
// matches and loads, the real projection over a shared store and the real delivery schedule, over a model of the stream that
// loses, delays and repeats what a seed says, in time that passes by itself (testing/synctest). It has tests and nothing
// else. A failing seed is printed; SIMULATION_SEED=N go test ./services/e2e/simulation runs that world alone.
package simulation
