// Package web owns everything between a socket and a handler: routing on echo and huma, who calls, forms and JSON, the
// problem documents of RFC 9457, paging, live streams, static files, and the headers that every answer carries. A
// service's http.go says in one line per operation what it is and hands over a function that knows no HTTP.
//
// It fails closed: a route that was not registered here with an action answers nobody, and a caller whose key can in no
// scope do the action is refused before the handler runs. What depends on the object is asked with [Caller.Allow].
package web
