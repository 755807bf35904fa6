// Package regions owns who needs what: the regions with their codes and names,
// their legal statuses with periods, figures with sources, needs, how many visits
// they can absorb, and what kind of place they are.
//
// Facts out: region.*. Facts in: none. View: regions, see views.go.
//
// A status is a statement about a period, never a trait: the list of 2020 to 2024
// has ended, so every answer about it names the day that it is about.
package regions
