// Package innovations owns who can teach what: the owners of practices with
// their capacity and calendar, and the practices with their awards, what was
// stated about whether they still run, and the visits that are offered.
//
// Facts out: innovation.* and owner.*. Facts in: region.registered, to know which
// region codes there are, and load.taken and load.released, to know which trips
// of an owner approved matches took. Views: practices and owners, see views.go.
//
// It exists apart from regions because a practice is stated by its owner and a
// need by its region, and either may be right while the other is not.
package innovations
