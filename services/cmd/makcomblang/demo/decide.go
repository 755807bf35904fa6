package demo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"makcomblang.id/pkg/matching/verify"
	"makcomblang.id/services/cmd/makcomblang/client"
)

// planning computes, proves and publishes the plan.
func planning(ctx context.Context, w *world) error {
	w.tell.scene("A plan for the whole list, exact and proven")
	a, err := w.do(ctx, w.ministry, "/api/v1/plans", -1, map[string]any{
		"period": period, "scope": map[string]any{"list": list, "label": scopeLabel},
	})
	if err != nil {
		return err
	}
	if err := w.ministry.Get(ctx, "/api/v1/plans/"+a.ID, &w.plan); err != nil {
		return err
	}
	p := &w.result.Plan
	p.Pairs, p.Objective, p.Bound = len(w.plan.Pairs), w.plan.Objective, w.plan.Bound
	p.NeedsMet = map[string]int{}
	met := map[string]bool{}
	for _, one := range w.plan.Pairs {
		p.NeedsMet[strconv.Itoa(one.Priority)]++
		if met[one.Need] {
			p.SameNeedTwice++
		}
		met[one.Need] = true
	}
	if p.Foreign, err = w.foreign(ctx); err != nil {
		return err
	}
	if p.Certificate, err = w.verify(ctx); err != nil {
		return err
	}
	w.tell.line("%d pairs, objective %d, bound %d, certificate %s.", p.Pairs, p.Objective, p.Bound, p.Certificate)
	w.tell.line("Tidak ada susunan lain yang nilainya lebih tinggi menurut kriteria dan data ini.")
	w.tell.line("needs met by priority: %s; with candidates but without a visit: %d; without any practice: %d", counts(p.NeedsMet), len(w.plan.Unserved), len(w.plan.Unanswered))
	_, err = w.do(ctx, w.ministry, "/api/v1/plans/"+w.plan.ID+"/publish", w.plan.Version, map[string]any{})
	if err != nil {
		return err
	}
	return w.waitForProposals(ctx, len(w.plan.Pairs))
}

// foreign counts the pairs of the plan whose practice is from another country.
func (w *world) foreign(ctx context.Context) (int, error) {
	n := 0
	seen := map[string]string{}
	for _, one := range w.plan.Pairs {
		country, ok := seen[one.Innovation]
		if !ok {
			var practice struct {
				Country string `json:"country"`
			}
			if err := w.ministry.Get(ctx, "/api/v1/innovations/"+one.Innovation, &practice); err != nil {
				return 0, err
			}
			country = practice.Country
			seen[one.Innovation] = country
		}
		if country != "Indonesia" {
			n++
		}
	}
	return n, nil
}

// verify fetches the plan's instance and certificate, writes them as files, reads them again and has the verifier, which
// shares no code with the solver, check them.
func (w *world) verify(ctx context.Context) (string, error) {
	for _, name := range []string{"instance", "certificate"} {
		var doc []byte
		if err := w.ministry.Get(ctx, "/api/v1/plans/"+w.plan.ID+"/"+name, &doc); err != nil {
			return "", err
		}
		if name == "certificate" && w.opt.Spoil == "certificate" {
			doc = []byte(strings.Replace(string(doc), `"objective":`, `"objective":1`, 1))
		}
		if err := os.WriteFile(filepath.Join(w.dir, name+".json"), doc, 0o600); err != nil {
			return "", err
		}
	}
	if _, err := verify.Files(filepath.Join(w.dir, "instance.json"), filepath.Join(w.dir, "certificate.json")); err != nil {
		return "invalid: " + err.Error(), nil //nolint:nilerr // what the verifier says is the result
	}
	return "valid", nil
}

// waitForProposals waits until the published plan's pairs are in the queue.
func (w *world) waitForProposals(ctx context.Context, want int) error {
	for {
		found, err := w.matches(ctx, "plan="+w.plan.ID)
		if err != nil || len(found) >= want {
			return err
		}
	}
}

// banyuwangi are the star's practices by the problem that each is for.
var banyuwangi = map[string]string{
	"market-access": "banyuwangi-mall", "tourism": "banyuwangi-festival", "hospital-service": "gancang-aron", "integrated-services": "mpp-banyuwangi",
}

// whyNot answers the question that every coordinator is asked, for a need that Banyuwangi could be asked for and is not.
func whyNot(ctx context.Context, w *world) error {
	w.tell.scene("Why not Banyuwangi?")
	taken := 0
	var others []string
	for _, p := range w.plan.Pairs {
		if p.Owner == "kabupaten-banyuwangi" {
			taken++
		} else {
			others = append(others, p.Need)
		}
	}
	for _, needID := range slices.Concat(others, w.plan.Unserved, w.plan.Unanswered) {
		_, problem, _ := strings.Cut(needID, "-")
		practice, ok := banyuwangi[problem]
		if !ok {
			continue
		}
		a, err := w.why(ctx, practice, needID)
		if err != nil {
			return err
		}
		if a.Rank > 0 {
			w.tell.line("For %s, %s (%s) could be suggested, at place %d of %d: %s.", needID, a.Title, a.OwnerName, a.Rank, a.Of, a.BandWord.ID)
		} else {
			w.tell.line("For %s, %s (%s) is not suggested.", needID, a.Title, a.OwnerName)
		}
		for _, g := range a.Gates {
			if g.Answer != "yes" {
				w.tell.line("  %s", g.Sentence.ID)
			}
		}
		for _, part := range a.Parts {
			w.tell.line("  %s", part.Sentence.ID)
		}
		w.tell.line("The plan uses %d visits of Banyuwangi's quota (a sample figure) for other needs, where they count for more.", taken)
		return nil
	}
	return errors.New("there is no need for which Banyuwangi is an alternative; the story needs one")
}

type overrideAnswer struct {
	Possible   bool     `json:"possible"`
	Planned    bool     `json:"planned"`
	Difference int64    `json:"difference"`
	Losing     []string `json:"losing"`
	Changes    []any    `json:"changes"`
}

// override shows what a different decision costs and who loses, and makes it, with its reason.
func override(ctx context.Context, w *world) error {
	w.tell.scene("A different decision, and who loses")
	for _, needID := range w.plan.Unserved {
		code := needID[:2] + "." + needID[2:4]
		r, err := w.recommendations(ctx, w.ministry, code)
		if err != nil {
			return err
		}
		for _, n := range r.Needs {
			if n.Need != needID || len(n.Candidates) == 0 {
				continue
			}
			best := n.Candidates[0]
			var a overrideAnswer
			q := url.Values{"innovation": {best.Innovation}, "need": {needID}}
			err := w.ministry.Get(ctx, "/api/v1/plans/"+w.plan.ID+"/override?"+q.Encode(), &a)
			var problem *client.Problem
			if errors.As(err, &problem) || err == nil && (!a.Possible || a.Planned || len(a.Losing) == 0) {
				continue
			}
			if err != nil {
				return err
			}
			w.tell.line("%s for %s (%s): the plan loses %d of its value, %d needs change, and %s would get no visit.",
				best.Title, r.Name, n.Problem, a.Difference, len(a.Changes), strings.Join(a.Losing, ", "))
			_, err = w.do(ctx, w.ministry, "/api/v1/matches", -1, map[string]any{
				"origin": "override", "innovation": best.Innovation, "need": needID, "period": period,
				"reason": "Contoh: daerah ini belum mendapat kunjungan dalam rencana",
			})
			return err
		}
	}
	return errors.New("no different decision was found by which somebody loses; the story needs one")
}

// decisions plays the life of two proposals: unknown, asked, answered, approved; and one that is not approved.
func decisions(ctx context.Context, w *world) error {
	w.tell.scene("Still running? Unknown, asked, answered (a sample), approved")
	found, err := w.matches(ctx, "state=proposed&period="+period)
	if err != nil || len(found) < 3 {
		return fmt.Errorf("too few proposals: %w", err)
	}
	first := found[0]
	for _, m := range found {
		if m.Innovation == "kemitraan-dukun-dan-bidan" && m.Region == "12.25" {
			first = m
		}
	}
	if err := w.approve(ctx, first); err != nil {
		return err
	}
	for _, m := range found {
		if m.Mode == "group" && m.ID != first.ID {
			if err := w.approve(ctx, m); err != nil {
				return err
			}
			break
		}
	}
	last := found[len(found)-1]
	_, err = w.do(ctx, w.second, "/api/v1/matches/"+last.ID+"/reject", last.Version, map[string]any{"reason": "Contoh: daerah meminta periode berikutnya"})
	if err != nil {
		return err
	}
	w.tell.line("Another proposal is not approved, with its reason; it is counted, never named in public.")
	w.result.Decided.Rejected++
	return nil
}

// approve takes one proposal from an unknown condition to approval, and shows the second coordinator's refusal.
func (w *world) approve(ctx context.Context, m match) error {
	path := "/api/v1/matches/" + m.ID
	_, err := w.do(ctx, w.ministry, path+"/approve", m.Version, map[string]any{})
	var p *client.Problem
	if !errors.As(err, &p) || p.Code != "gate.unknown" {
		return fmt.Errorf("approving with an unknown condition was answered %w", err)
	}
	w.tell.line("%s for %s: %s", m.Innovation, m.Region, p.Detail)
	asked, err := w.do(ctx, w.ministry, path+"/questions", -1, map[string]any{"gates": []string{"running"}})
	if err != nil {
		return err
	}
	owner := w.owner
	if m.Owner != "kabupaten-aceh-singkil" {
		if owner, err = w.keyFor(ctx, "innovator", m.Owner); err != nil {
			return err
		}
	}
	answered, err := w.do(ctx, owner, "/api/v1/questions/"+asked.ID+"/answer", -1, map[string]any{
		"answer": "yes", "checked_on": "2026-11-20", "note": "Contoh: jawaban peragaan, bukan pernyataan pemiliknya", "basis": "sample",
	})
	if err != nil {
		return err
	}
	w.tell.line("The owner's side is asked and answers yes (Contoh: a sample answer, no government stated it).")
	var now match
	if err := w.ministry.Get(ctx, fmt.Sprintf("%s?min_position=%d", path, answered.Position), &now); err != nil {
		return err
	}
	if _, err := w.do(ctx, w.ministry, path+"/approve", now.Version, map[string]any{}); err != nil {
		return err
	}
	w.result.Decided.Approved++
	_, err = w.do(ctx, w.second, path+"/reject", now.Version, map[string]any{"reason": "Contoh: terlambat melihat"})
	if !errors.As(err, &p) || p.Status != 412 {
		return fmt.Errorf("a second coordinator's late decision was answered %w", err)
	}
	w.tell.line("Approved by a named key. A second coordinator who decides on the old version is told: %s", p.Detail)
	return nil
}
