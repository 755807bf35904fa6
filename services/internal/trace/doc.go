// Package trace follows one cause through processes: a request at the gateway, the command at a role, the fact that it
// appended, what another role did because of it and the delivery to a webhook are one trace. The context travels as W3C
// traceparent: in HTTP headers, in the fact itself, and in the header of a message of a queue.
//
// Without a collector nothing is recorded and nothing is made up; a traceparent that a caller brings is passed on all the
// same, so that the caller's own trace goes through.
package trace
