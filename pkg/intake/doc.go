// Package intake checks what people send before it becomes a fact: lines of
// free text, ids, dates, periods, numbers and the basis of a statement.
//
// It exists because a fact can never be taken out of the log again. What is
// refused here, personal data above all, would stay there for ever; and every
// service has to refuse it in the same words. Each function takes the JSON name
// of the field, and its error is a [fault.Error] on that field which never
// repeats the value.
package intake
