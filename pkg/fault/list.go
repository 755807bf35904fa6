package fault

import (
	"errors"
	"strings"
)

// List is several faults of one input, so that a caller learns all that is
// wrong with a form or a row at once. Collect with [List.Add] and [List.At] and
// return [List.Err]: a List itself must not be returned as an error, since an
// empty one is not nil.
type List []*Error

// Add appends what err holds: a fault, the faults of a List or of errors.Join.
// An error that nobody classified becomes a fault of kind KindInternal. Nil adds
// nothing, so parsers can be called inside Add.
func (l *List) Add(err error) { l.At("", err) }

// At is Add for an error of the field at parent; see [Error.At].
func (l *List) At(parent string, err error) {
	for _, e := range All(err) {
		*l = append(*l, e.At(parent))
	}
}

// Err gives nil for an empty list, the fault itself for a list of one, and the
// list otherwise.
func (l List) Err() error {
	switch len(l) {
	case 0:
		return nil
	case 1:
		return l[0]
	}
	return l
}

// Error gives all faults, one a line.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the faults, so that errors.Is and errors.As look at each, and
// [KindOf] answers for the first.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// All gives every fault in the tree of err in order, outermost only: the cause
// of a fault is not looked into. A branch without any fault counts as one of
// kind KindInternal whose message tells nothing and whose cause is that branch.
func All(err error) []*Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok {
		if e == nil {
			return nil
		}
		return []*Error{e}
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, child := range many.Unwrap() {
			all = append(all, All(child)...)
		}
		return all
	}
	if inner := errors.Unwrap(err); inner != nil {
		if _, ok := As(inner); ok {
			return All(inner)
		}
	}
	return []*Error{{Kind: KindInternal, Code: "internal", Message: "Something went wrong on our side.", Err: err}}
}
