package demo

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"makcomblang.id/pkg/calendar"
	"makcomblang.id/services/cmd/makcomblang/importer"
)

// graduate shows a region that left the list as a teacher.
func graduate(ctx context.Context, w *world) error {
	w.tell.scene("A graduate teaches: Aceh Singkil's midwives for Nias Barat")
	r, err := w.recommendations(ctx, w.ministry, "12.25")
	if err != nil {
		return err
	}
	n, ok := r.need("maternal-mortality")
	if !ok || len(n.Candidates) == 0 {
		return errors.New("no suggestion for the need of Nias Barat about mothers")
	}
	w.tell.line("%s says: %s", r.Name, n.Statement)
	for i, c := range n.Candidates {
		if i == 3 {
			break
		}
		w.tell.line("  %d. %s, %s: %s", i+1, c.Title, c.OwnerName, c.BandWord.ID)
		if c.Innovation != "kemitraan-dukun-dan-bidan" {
			continue
		}
		for _, p := range c.Parts {
			w.tell.line("     %s", p.Sentence.ID)
		}
		w.tell.line("     still open: %d conditions; unknown is shown as unknown and becomes a question", len(c.Open))
	}
	return nil
}

// session opens one group session instead of many single visits.
func session(ctx context.Context, w *world) error {
	w.tell.scene("One malaria session with seats instead of single visits")
	_, err := w.do(ctx, w.ministry, "/api/v1/owners/kabupaten-teluk-bintuni/sessions", -1, map[string]any{
		"session": "malaria-2027", "innovation": "sistem-edat-malaria", "period": period, "seats": 10, "basis": "sample",
		"source": "Contoh: sesi bersama untuk peragaan",
	})
	if err != nil {
		return err
	}
	w.tell.line("Teluk Bintuni opens a session: one trip of its quota becomes 10 seats (sample figures).")
	return nil
}

// both shows one government in both roles.
func both(ctx context.Context, w *world) error {
	w.tell.scene("Teluk Bintuni teaches and learns")
	r, err := w.recommendations(ctx, w.ministry, "92.06")
	if err != nil {
		return err
	}
	w.tell.line("%s: status %q on %s until %s, guided after it: %v", r.Name, r.Status.State, r.Status.List, r.Status.Until, r.Status.Guided)
	for _, n := range r.Needs {
		best := "belum terjawab"
		if len(n.Candidates) > 0 {
			best = n.Candidates[0].Title + ", " + n.Candidates[0].OwnerName
		}
		w.tell.line("  needs %s → %s", n.Problem, best)
	}
	return nil
}

// unanswered shows a need without a practice, and its answer when a practice arrives.
func unanswered(ctx context.Context, w *world) error {
	w.tell.scene("Sabu Raijua's clean water has no practice, until one arrives")
	var before struct {
		Items []need `json:"items"`
	}
	if err := w.ministry.Get(ctx, "/api/v1/needs/unanswered?list="+list, &before); err != nil {
		return err
	}
	const water = "5320-clean-water"
	if !slices.ContainsFunc(before.Items, func(n need) bool { return n.Need == water }) {
		return errors.New("clean water of Sabu Raijua is not reported as unanswered")
	}
	w.tell.line("%d needs are reported as unanswered, among them %s.", len(before.Items), water)
	err := w.waitFor(ctx, "the first lists to be published", func(export []byte) bool {
		return ofType(export, "recommendation.ranked.v1") >= listed && ofType(export, "need.unanswered.v1") >= len(before.Items)
	})
	if err != nil {
		return err
	}
	report, err := importer.Run(ctx, w.ministry, []string{
		filepath.Join(w.opt.Dataset, "arrivals.csv"), filepath.Join(w.opt.Dataset, "visit-offers.csv"),
	}, importer.Options{Period: calendar.Period(period), AllowSample: true})
	if err != nil || len(report.Complaints) > 0 {
		return fmt.Errorf("arrivals.csv does not import: %w %v", err, report.Complaints)
	}
	var r recommendation
	if err := w.region.Get(ctx, fmt.Sprintf("/api/v1/recommendations/53.20?min_position=%d", report.Position), &r); err != nil {
		return err
	}
	n, _ := r.need("clean-water")
	if len(n.Candidates) == 0 {
		return errors.New("the practice that arrived does not answer Sabu Raijua's need")
	}
	c := n.Candidates[0]
	w.tell.line("arrivals.csv is imported; the region's officer now sees: %s, %s (%s).", c.Title, c.OwnerName, c.BandWord.ID)
	var after struct {
		Items []need `json:"items"`
	}
	if err := w.ministry.Get(ctx, "/api/v1/needs/unanswered?list="+list, &after); err != nil {
		return err
	}
	return w.waitFor(ctx, "the answered needs to be published", func(export []byte) bool {
		return ofType(export, "need.answered.v1") >= len(before.Items)-len(after.Items)
	})
}

// stopped shows that a practice which no longer runs is refused.
func stopped(ctx context.Context, w *world) error {
	w.tell.scene("A (fictitious) stopped practice is refused")
	a, err := w.why(ctx, "contoh-air-dihentikan", "5320-clean-water")
	if err != nil {
		return err
	}
	if a.Candidate {
		return errors.New("a stopped practice is suggested")
	}
	for _, g := range a.Gates {
		if g.Answer == "no" {
			w.tell.line("%s: %s", a.Title, g.Sentence.ID)
		}
	}
	_, err = w.do(ctx, w.ministry, "/api/v1/matches", -1, map[string]any{
		"origin": "override", "innovation": "contoh-air-dihentikan", "need": "5320-clean-water", "period": period, "reason": "Contoh: mencoba memaksakan",
	})
	if err == nil {
		return errors.New("a stopped practice could be proposed")
	}
	w.tell.line("Proposing it all the same is refused: %v", err)
	return nil
}
