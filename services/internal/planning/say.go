package planning

import (
	"fmt"
	"strconv"
	"strings"

	"makcomblang.id/pkg/matching"
)

// Say is the answer in words, in Indonesian and English.
func (w *Why) Say(n Names) (id, en string) {
	switch w.Reason {
	case WhyPlanned:
		return "Padanan ini ada dalam rencana.", "The plan has this pair."
	case WhyCapacity:
		if w.Possible {
			id, en = w.sayFull()
			break
		}
		return "Tidak ada kunjungan yang dapat diambilnya, bagaimanapun yang lain disusun.",
			"There is no visit that it could take, however the others are arranged."
	case WhyPrice:
		id, en = "Kunjungan yang diperlukannya bernilai lebih di tempat lain.", "The visits that it takes are worth more elsewhere."
		if w.Priced && w.Gap > 0 {
			id += fmt.Sprintf(" Nilai padanan ini %s, nilai kuota yang dipakainya %s.", comma(w.Score), comma(w.Score+w.Gap))
			en += fmt.Sprintf(" The pair scores %s, the visits it takes are worth %s.", point(w.Score), point(w.Score+w.Gap))
		}
		if w.Cost > w.Left {
			id += fmt.Sprintf(" Biayanya %s juga lebih dari sisa anggaran, %s.", rupiah(w.Cost, "."), rupiah(w.Left, "."))
			en += fmt.Sprintf(" Its cost of %s is more than the %s left of the budget, too.", rupiah(w.Cost, ","), rupiah(w.Left, ","))
		}
	case WhyFairness:
		id, en = w.sayFairness()
	case WhyStability:
		id, en = w.sayStable(n)
	case WhyBudget:
		id = fmt.Sprintf("Anggaran membatasinya: biayanya %s, sisa anggaran %s.", rupiah(w.Cost, "."), rupiah(w.Left, "."))
		en = fmt.Sprintf("The budget limits it: it costs %s, %s of the budget are left.", rupiah(w.Cost, ","), rupiah(w.Left, ","))
	default:
		return "Padanan ini tidak termasuk data yang dihitung dalam rencana: ada syarat yang tidak terpenuhi, nilainya di bawah batas, kuotanya tidak ada, atau baru diketahui sesudahnya.",
			"The pair is not among the inputs of the plan: a condition is a known no, the score is below the floor, no visits are offered, or it became known later."
	}
	return id + w.sayLoss("id"), en + w.sayLoss("en")
}

// sayFull is of a region that has all the visits that it can take on.
func (w *Why) sayFull() (id, en string) {
	id = fmt.Sprintf("Daerah ini sudah mendapat semua kunjungan yang dapat diterimanya (%d dari %d); padanan ini akan menggantikan salah satunya.", w.Visits, w.Absorbs)
	en = fmt.Sprintf("This region has all the visits that it can take on (%d of %d); the pair would replace one of them.", w.Visits, w.Absorbs)
	return w.sayInScore(id, en)
}

func (w *Why) sayInScore(id, en string) (string, string) {
	if !w.InScore {
		return id, en
	}
	return id + " Susunan dengan nilai terbesar memuatnya.", en + " The plan with the largest sum has it."
}

func (w *Why) sayFairness() (id, en string) {
	switch {
	case w.Threshold > 0 && w.Score < w.Threshold:
		own, least := apart(w.Score, w.Threshold)
		return fmt.Sprintf("Nilainya %s, di bawah %s yang dijaga agar padanan terlemah sekuat mungkin.", decimal(own), decimal(least)),
			fmt.Sprintf("It scores %s, below the %s that is kept so that the weakest pair is as strong as possible.", own, least)
	case w.Threshold > 0:
		id = "Jumlah kunjungan dan padanan terlemah yang sekuat mungkin didahulukan."
		en = "The number of visits and a weakest pair as strong as possible come first."
	case w.limited:
		id = "Pemerataan: dengan padanan ini, kunjungan tidak dapat dibagi semerata itu dalam anggaran."
		en = "Fairness: with this pair the visits could not be spread as evenly within the budget."
	case w.Has != "":
		id = fmt.Sprintf("Pemerataan: kebutuhan ini mendapat praktik lain; dengan padanan ini, jumlah kunjungan berubah di %d daerah.", w.moved)
		en = fmt.Sprintf("Fairness: the need has another practice; regions that would get more or fewer visits with this one: %d.", w.moved)
	default:
		id = fmt.Sprintf("Pemerataan: daerah ini mendapat %d dari %d kunjungan, dan satu kunjungan lagi diambil dari daerah yang mendapat lebih sedikit atau lebih mendesak.", w.Visits, w.Absorbs)
		en = fmt.Sprintf("Fairness: this region gets %d of %d visits, and one more would be taken from a region that has fewer or is more pressing.", w.Visits, w.Absorbs)
	}
	return w.sayInScore(id, en)
}

// sayLoss says what insisting costs.
func (w *Why) sayLoss(lang string) string {
	var id, en string
	switch {
	case !w.Possible:
		id, en = "Tidak ada susunan yang dapat memuatnya.", "No plan can have it."
	case w.Loss > 0 && w.limited:
		id = fmt.Sprintf("Bila tetap dipilih, nilai susunan turun paling banyak %s.", comma(w.Loss))
		en = fmt.Sprintf("Insisting on it costs the plan at most %s.", point(w.Loss))
	case w.Loss > 0:
		id = fmt.Sprintf("Bila tetap dipilih, nilai susunan turun %s.", comma(w.Loss))
		en = fmt.Sprintf("Insisting on it costs the plan %s.", point(w.Loss))
	case w.Loss == 0:
		id, en = "Bila tetap dipilih, nilai susunan tidak berubah.", "Insisting on it costs the plan nothing."
	case w.limited && !w.aim:
		id = fmt.Sprintf("Ditemukan susunan yang memuatnya dan nilainya lebih tinggi %s: rencana ini belum terbukti yang terbaik.", comma(-w.Loss))
		en = fmt.Sprintf("A plan that has it and is worth %s more was found: this plan was not proven best.", point(-w.Loss))
	default:
		id = fmt.Sprintf("Bila tetap dipilih, nilai susunan naik %s, tetapi tujuan susunan tidak tercapai lagi.", comma(-w.Loss))
		en = fmt.Sprintf("Insisting on it raises the sum by %s, and the plan no longer keeps its aim.", point(-w.Loss))
	}
	if lang == "id" {
		return " " + id
	}
	return " " + en
}

// SayWhy says what keeps a run from being, which only pairs that it must have do;
// empty for one that has a plan. [Outcome.Why] names the pairs and whose capacity
// would need room, in English.
func (o *Outcome) SayWhy() (id, en string) {
	switch {
	case o.short == nil:
		return "", ""
	case o.short.budget:
		return fmt.Sprintf("Susunan termurah dengan padanan yang harus ada berbiaya %s, anggarannya %s. Lepaskan salah satunya atau tambah anggarannya.", rupiah(o.short.needed, "."), rupiah(o.short.available, ".")),
			fmt.Sprintf("The cheapest plan with the pairs that it must have costs %s, the budget is %s. Let one go or raise the budget.", rupiah(o.short.needed, ","), rupiah(o.short.available, ","))
	}
	return fmt.Sprintf("Padanan yang harus ada memerlukan %d kunjungan, sedangkan kuota dan daya serapnya hanya cukup untuk %d. Lepaskan %d di antaranya atau tambah kuotanya.", o.short.needed, o.short.available, o.short.needed-o.short.available),
		fmt.Sprintf("The pairs that it must have take %d visits, and there is room for %d. Let %d of them go or add visits.", o.short.needed, o.short.available, o.short.needed-o.short.available)
}

// SayUnpriced says why a plan that is not Priced has no figures by prices; empty
// for one that is.
func (c *Case) SayUnpriced() (id, en string) {
	switch {
	case c.Priced():
		return "", ""
	case c.Limited():
		return "Dengan anggaran, nilai kuota dalam bukti hitung membatasi nilai susunan terbaik yang mungkin, bukan rencana ini. Nilai itu dan penurunan paling sedikit karena itu tidak disebutkan; jawaban atas \"mengapa bukan\" dihitung ulang.",
			"With a budget the prices of the proof bound the best possible plan, not this one. What visits are worth and least losses are therefore left out; an answer to \"why not\" is found by planning again."
	}
	return "Nilai kuota dalam bukti hitung membuktikan penurunan hanya bila tujuannya nilai susunan terbesar. Penurunan paling sedikit karena itu tidak disebutkan; jawaban atas \"mengapa bukan\" dihitung ulang.",
		"The prices of the proof prove losses only where the aim is the largest total value. Least losses are therefore left out; an answer to \"why not\" is found by planning again."
}

// apart writes two figures that differ with three decimals, or with six where
// three would show them as one.
func apart(a, b int64) (string, string) {
	if x, y := point(a), point(b); x != y {
		return x, y
	}
	return matching.Decimal(a, 6), matching.Decimal(b, 6)
}

// point writes millionths with three decimals, comma as Indonesian does.
func point(n int64) string       { return matching.Decimal(n, 3) }
func comma(n int64) string       { return decimal(point(n)) }
func decimal(text string) string { return strings.Replace(text, ".", ",", 1) }

// Comma writes a decimal figure as Indonesian does.
func Comma(text string) string { return decimal(text) }

// rupiah writes an amount of money in groups of three digits.
func rupiah(n int64, separator string) string {
	digits := strconv.FormatInt(n, 10)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + separator + digits[at:]
	}
	return "Rp" + digits
}
