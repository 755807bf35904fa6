package planning

import (
	"fmt"
	"strings"
)

// Say is the answer in one sentence, in Indonesian and English.
func (w *Why) Say() (id, en string) {
	switch w.Reason {
	case WhyPlanned:
		return "Padanan ini ada dalam rencana.", "The plan has this pair."
	case WhyCapacity:
		return "Tidak ada kunjungan yang dapat diambilnya, bagaimanapun yang lain disusun.",
			"There is no visit that it could take, however the others are arranged."
	case WhyPrice:
		id, en = "Kunjungan yang diperlukannya bernilai lebih di tempat lain.", "The visits that it takes are worth more elsewhere."
		if w.Priced && w.Gap > 0 {
			id += fmt.Sprintf(" Nilai padanan ini %s, nilai kuota yang dipakainya %s.", comma(w.Score), comma(w.Score+w.Gap))
			en += fmt.Sprintf(" The pair scores %s, the visits it takes are worth %s.", point(w.Score), point(w.Score+w.Gap))
		}
	case WhyFairness:
		id, en = w.sayFairness()
	case WhyStability:
		id = fmt.Sprintf("Salah satu pihak sudah mendapat yang dinilai kedua pihak lebih tinggi: sedikitnya %s, padanan ini %s.", comma(w.Weakest), comma(w.Score))
		en = fmt.Sprintf("One side has what both rank higher: at least %s, this pair %s.", point(w.Weakest), point(w.Score))
	case WhyBudget:
		id = fmt.Sprintf("Anggaran membatasinya: biayanya Rp%d, sisa anggaran Rp%d.", w.Cost, w.Left)
		en = fmt.Sprintf("The budget limits it: it costs Rp%d, Rp%d of the budget are left.", w.Cost, w.Left)
	default:
		return "Padanan ini tidak termasuk data yang dihitung dalam rencana: ada syarat yang tidak terpenuhi, nilainya di bawah batas, kuotanya tidak ada, atau baru diketahui sesudahnya.",
			"The pair is not among the inputs of the plan: a condition is a known no, the score is below the floor, no visits are offered, or it became known later."
	}
	return id + w.sayLoss("id"), en + w.sayLoss("en")
}

func (w *Why) sayFairness() (id, en string) {
	if w.Threshold > 0 {
		return fmt.Sprintf("Nilainya %s, di bawah %s yang dijaga agar padanan terlemah sekuat mungkin.", comma(w.Score), comma(w.Threshold)),
			fmt.Sprintf("It scores %s, below the %s that is kept so that the weakest pair is as strong as possible.", point(w.Score), point(w.Threshold))
	}
	id = fmt.Sprintf("Pemerataan: daerah ini mendapat %d dari %d kunjungan, dan satu kunjungan lagi diambil dari daerah yang mendapat lebih sedikit atau lebih mendesak.", w.Visits, w.Absorbs)
	en = fmt.Sprintf("Fairness: this region gets %d of %d visits, and one more would be taken from a region that has fewer or is more pressing.", w.Visits, w.Absorbs)
	if w.InScore {
		id += " Susunan dengan nilai terbesar memuatnya."
		en += " The plan with the largest sum has it."
	}
	return id, en
}

// sayLoss says what insisting costs.
func (w *Why) sayLoss(lang string) string {
	switch {
	case !w.Possible && lang == "id":
		return " Tidak ada susunan yang dapat memuatnya."
	case !w.Possible:
		return " No plan can have it."
	case w.Loss > 0 && lang == "id":
		return fmt.Sprintf(" Bila tetap dipilih, nilai susunan turun %s.", comma(w.Loss))
	case w.Loss > 0:
		return fmt.Sprintf(" Insisting on it costs the plan %s.", point(w.Loss))
	case w.Loss == 0 && lang == "id":
		return " Bila tetap dipilih, nilai susunan tidak berubah."
	case w.Loss == 0:
		return " Insisting on it costs the plan nothing."
	case lang == "id":
		return fmt.Sprintf(" Bila tetap dipilih, nilai susunan naik %s, tetapi tujuan susunan tidak tercapai lagi.", comma(-w.Loss))
	}
	return fmt.Sprintf(" Insisting on it raises the sum by %s, and the plan no longer keeps its aim.", point(-w.Loss))
}

// point writes millionths with three decimals, comma as Indonesian does.
func point(n int64) string { return fmt.Sprintf("%.3f", float64(n)/1_000_000) }
func comma(n int64) string { return strings.Replace(point(n), ".", ",", 1) }
