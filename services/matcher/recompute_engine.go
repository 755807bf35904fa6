package matcher

import (
	"errors"
	"fmt"
	"slices"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/pkg/matching/solve"
	"makcomblang.id/services/internal/planning"
)

// ofEngine are the parts of a plan that the engine chooses: all others follow from the facts.
var ofEngine = map[string]bool{"certificate": true, "objective": true, "bound": true, "fairness_price": true, "spent": true, "pairs": true, "unserved": true}

// byEngine says whether the differences may come of another engine: it solved the very same inputs, and only what an engine
// chooses differs.
func (a *recomputeAnswer) byEngine() bool {
	for _, d := range a.Differences {
		if !ofEngine[d.What] {
			return false
		}
	}
	return a.Engine != a.EngineNow && len(a.Differences) > 0
}

// prove has the stored proof checked in the place of a comparison, and that the needs which were recorded, with and without a
// visit, are those of the inputs.
func (a *recomputeAnswer) prove(told, now *contract.PlanComputed, files [2][]byte) {
	status, err := planning.Attest(told, files[0], files[1])
	if err == nil && !slices.Equal(needsOf(told), needsOf(now)) {
		err = errors.New("the needs without a visit are not those that the recorded pairs leave")
	}
	a.Proof = &proofAnswer{Holds: err == nil, Status: status}
	if err != nil {
		a.Proof.Why = err.Error()
	}
}

// needsOf are the needs that a plan could meet.
func needsOf(p *contract.PlanComputed) []string {
	needs := slices.Clone(p.Unserved)
	for _, pair := range p.Pairs {
		needs = append(needs, pair.Need)
	}
	slices.Sort(needs)
	return needs
}

// say is the answer in one sentence.
func (a *recomputeAnswer) say(told *contract.PlanComputed) text {
	id, en := a.sayEngines()
	switch {
	case a.Same && a.Engine == a.EngineNow:
		return text{
			fmt.Sprintf("Sama: dihitung ulang dari %d fakta pertama, padanan, nilai, dan kedua berkasnya tidak berbeda satu bita pun.", a.Position),
			fmt.Sprintf("The same: computed again from the first %d facts, pairs, sums and both files do not differ in a single byte.", a.Position),
		}
	case a.Same:
		return text{
			fmt.Sprintf("Sama: dihitung ulang dari %d fakta pertama, padanan, nilai, dan kedua berkasnya tidak berbeda satu bita pun; %s.", a.Position, id),
			fmt.Sprintf("The same: computed again from the first %d facts, pairs, sums and both files do not differ in a single byte; %s.", a.Position, en),
		}
	case a.Proof != nil && a.Proof.Holds:
		promiseID, promise := a.Proof.promise(told)
		return text{
			fmt.Sprintf("Terbukti: %s. Dari data yang sama, %d bagian tersusun lain; karena itu bukti hitung yang tersimpan diperiksa, dan bukti itu benar: %s.", id, len(a.Differences), promiseID),
			fmt.Sprintf("Proven: %s. From the same inputs %d parts came out otherwise, so the stored proof was checked instead, and it holds: %s.", en, len(a.Differences), promise),
		}
	case a.Proof != nil:
		return text{
			fmt.Sprintf("Berbeda: %s. %d bagian tidak sama dengan yang tercatat, dan bukti hitung yang tersimpan tidak membuktikannya.", id, len(a.Differences)),
			fmt.Sprintf("Different: %s. %d parts are not as recorded, and the stored proof does not hold: %s.", en, len(a.Differences), a.Proof.Why),
		}
	case a.Engine != a.EngineNow:
		return text{
			fmt.Sprintf("Berbeda: dihitung ulang dari %d fakta pertama, %d bagian tidak sama dengan yang tercatat; %s, tetapi tidak semua perbedaan berasal dari mesin hitung.", a.Position, len(a.Differences), id),
			fmt.Sprintf("Different: computed again from the first %d facts, %d parts are not as recorded; %s, but not all that differs is what an engine chooses.", a.Position, len(a.Differences), en),
		}
	}
	return text{
		fmt.Sprintf("Berbeda: dihitung ulang dari %d fakta pertama, %d bagian tidak sama dengan yang tercatat.", a.Position, len(a.Differences)),
		fmt.Sprintf("Different: computed again from the first %d facts, %d parts are not as recorded.", a.Position, len(a.Differences)),
	}
}

// sayEngines says which engine computed the plan and which one computed it again.
func (a *recomputeAnswer) sayEngines() (id, en string) {
	if a.Engine == 0 {
		return fmt.Sprintf("rencana ini dihitung oleh versi lama yang belum mencantumkan mesin hitungnya, sekarang mesin hitung versi %d", a.EngineNow),
			fmt.Sprintf("an older build computed it, which did not tell the version of its engine, and this one has version %d", a.EngineNow)
	}
	return fmt.Sprintf("rencana ini dihitung oleh mesin hitung versi %d, sekarang versi %d", a.Engine, a.EngineNow),
		fmt.Sprintf("version %d of the engine computed it, and this build has version %d", a.Engine, a.EngineNow)
}

// promise is what a proof that holds says.
func (p *proofAnswer) promise(told *contract.PlanComputed) (id, en string) {
	if p.Status == string(solve.Optimal) {
		return "tidak ada susunan lain yang lebih memenuhi tujuannya menurut kriteria dan data ini", "no other plan keeps its policy better under the same rubric and inputs"
	}
	worth, most := matching.Decimal(told.Objective, 3), matching.Decimal(told.Bound, 3)
	return fmt.Sprintf("nilainya %s, dan tidak ada susunan dengan ketentuan yang sama yang nilainya lebih dari %s", planning.Comma(worth), planning.Comma(most)),
		fmt.Sprintf("it is worth %s, and no plan under the same terms is worth more than %s", worth, most)
}
