// Package planning turns what the catalogue knows into a problem for the solver,
// solves and proves it, tries what-if runs beside it, and explains what came
// out. It exists so that the matcher, which tells of plans, and the portal, which
// shows them, ask the same problem and get the same answer.
//
// It reads no log and keeps no state but planners of plans that somebody looks
// at. The same inputs under the same terms give the same bytes.
package planning
