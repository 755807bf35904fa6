package planning

import (
	"bytes"
	"errors"
	"fmt"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching/verify"
)

// Attest has the verifier, which shares no code with the solver, check the proof
// of a plan against its instance, and holds what the fact tells against both. It
// says whether the plan is proven best ("optimal") or within a bound ("bounded").
// An error says why the proof does not hold, or what the fact tells otherwise. So
// a plan can be trusted that no engine of today would choose again.
func Attest(fact *contract.PlanComputed, given, proof []byte) (status string, err error) {
	report, err := verify.Check(bytes.NewReader(given), nil, bytes.NewReader(proof), verify.UnderPolicy(fact.Policy))
	if err != nil {
		return "", err
	}
	if !report.Sealed {
		return "", errors.New("the stored certificate is not sealed")
	}
	c, err := OpenCase(fact, given, proof, func(string) string { return "" })
	if err != nil {
		return "", err
	}
	return report.Status, c.attest()
}

// attest compares what the fact tells with the certificate.
func (c *Case) attest() error {
	fact, told := c.fact, c.proof
	proven := map[[2]string]bool{}
	for _, ids := range told.Pairs {
		proven[ids] = true
	}
	for _, p := range fact.Pairs {
		row := p.Innovation
		if p.Session != "" {
			row = SessionPrefix + p.Session
		}
		ids := [2]string{row, p.Need}
		if !proven[ids] {
			return fmt.Errorf("the certificate does not have the pair of %s and %s", row, p.Need)
		}
		delete(proven, ids)
	}
	if len(proven) > 0 {
		return fmt.Errorf("the certificate has %d pairs more than were recorded", len(proven))
	}
	var spent, price int64
	if told.Budget != nil {
		spent = told.Budget.Spent * Terms{Budget: fact.Budget}.unit()
	}
	if told.Fairness != nil {
		price = told.Fairness.Price
	}
	objective := told.Objective >> fact.Shift
	for _, f := range []struct {
		what         string
		fact, proves int64
	}{
		{"value", fact.Objective, objective},
		{"bound", fact.Bound, told.Bound >> fact.Shift},
		{"price of fairness", fact.Fairness, (told.Objective+price)>>fact.Shift - objective},
		{"spending", fact.Spent, spent},
	} {
		if f.fact != f.proves {
			return fmt.Errorf("the %s of the certificate is %d, %d was recorded", f.what, f.proves, f.fact)
		}
	}
	return nil
}
