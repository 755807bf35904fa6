package vocabulary

import (
	"slices"

	"makcomblang.id/pkg/region"
)

var settings = []Term{
	{ID: string(region.SmallIslands), NameID: "Pulau-pulau kecil", NameEN: "Small islands"},
	{ID: string(region.Coast), NameID: "Pesisir", NameEN: "Coast"},
	{ID: string(region.Highland), NameID: "Pegunungan", NameEN: "Highland"},
	{ID: string(region.RiverSwamp), NameID: "Sungai dan rawa", NameEN: "River and swamp"},
	{ID: string(region.Mainland), NameID: "Daratan", NameEN: "Mainland"},
	{ID: string(region.CitySetting), NameID: "Kota", NameEN: "City"},
	{ID: string(region.Prison), NameID: "Lembaga pemasyarakatan", NameEN: "Prison"},
}

// Settings gives all settings in the order of pkg/region.
func Settings() []Term { return slices.Clone(settings) }

// Setting gives the setting with this id.
func Setting(id string) (Term, bool) {
	i := slices.IndexFunc(settings, func(t Term) bool { return t.ID == id })
	if i < 0 {
		return Term{}, false
	}
	return settings[i], true
}
