package fault

// Kind is the sort of a failure. It is all that an edge needs to choose a
// status, an exit code or a retry; the number itself is never stored or sent.
type Kind uint8

// The kinds. Numbers in brackets are the HTTP status each usually becomes.
const (
	// KindInvalid: the input breaks a rule that the caller can read (422, 400).
	KindInvalid Kind = iota + 1
	// KindNotFound: no such thing, or not one this caller may know of (404).
	KindNotFound
	// KindConflict: the present state forbids the command (409).
	KindConflict
	// KindForbidden: a known caller may not do this (403).
	KindForbidden
	// KindUnauthorized: the caller is not known (401).
	KindUnauthorized
	// KindUnavailable: something needed is away; trying later may help (503).
	KindUnavailable
	// KindStale: the caller decided on an old version (412).
	KindStale
	// KindPreconditionRequired: the caller must name the version it saw (428).
	KindPreconditionRequired
	// KindTooLarge: the input is longer than is accepted (413).
	KindTooLarge
	// KindRateLimited: too many requests for now (429).
	KindRateLimited
	// KindInternal: our own failure; the caller can do nothing about it (500).
	KindInternal
)

// kindNames are for logs and metric labels; problem documents use Code.
var kindNames = [...]string{
	0:                        "none",
	KindInvalid:              "invalid",
	KindNotFound:             "not_found",
	KindConflict:             "conflict",
	KindForbidden:            "forbidden",
	KindUnauthorized:         "unauthorized",
	KindUnavailable:          "unavailable",
	KindStale:                "stale",
	KindPreconditionRequired: "precondition_required",
	KindTooLarge:             "too_large",
	KindRateLimited:          "rate_limited",
	KindInternal:             "internal",
}

// String gives the kind as one lower-case word; "internal" for a number that is
// no kind, since that is how it is treated.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[KindInternal]
}

// Temporary tells whether the same command may succeed later unchanged.
func (k Kind) Temporary() bool { return k == KindUnavailable || k == KindRateLimited }
