package fault_test

import (
	"fmt"

	"makcomblang.id/pkg/fault"
)

// A form is checked as a whole, so that its author sees every wrong field.
func ExampleList() {
	var wrong fault.List
	wrong.At("needs[1]", fault.Invalid("priority", "need.priority", "The priority is outside its range.", "1 to 5"))
	wrong.Add(nil) // a parser that found nothing to refuse
	wrong.Add(fault.Invalid("period", "plan.period", "The period has ended.", "a period that is still open"))

	for _, e := range fault.All(wrong.Err()) {
		fmt.Println(e.Field, e.Code)
	}
	// Output:
	// needs[1].priority need.priority
	// period plan.period
}
