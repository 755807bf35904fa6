// Package queue owns work that is done at least once and not before its time: one JetStream work queue with schedules,
// and the dead letters that nobody could deliver.
//
// A delivery waits in a lane (for webhooks: one lane an endpoint, so that a slow one keeps nobody else waiting). It is
// published there at once, or scheduled: the server keeps the schedule and moves the message into its lane when it is
// due, after a restart too.
//
// The order of two writes carries the promise. What follows from an attempt (the next schedule, a dead letter) is stored
// before the attempt is acknowledged. A crash between the two brings the attempt again, and the next schedule, which has
// the same message id and the same subject, then replaces itself. So nothing is lost, and a handler may see one attempt
// twice.
package queue
