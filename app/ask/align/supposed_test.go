package align

import "testing"

// What is asked or supposed is not said, what one does in a clause of its own is not what another
// did in the one before, and who is called what stands before the parentheses.
func TestSupposedAndClauses(t *testing.T) {
	for _, c := range []struct {
		source     string
		right, not []string
	}{
		{"Larger trials should examine whether amber glasses reduce accidents on the way home.", []string{"Larger trials should examine whether amber glasses reduce accidents."}, []string{"Amber glasses reduce accidents on the way home."}},
		{"The survey asks whether the museum will close next year.", nil, []string{"The museum will close next year."}},
		{"If the sulphur rules are tightened in 2024, four older ships may have to be sold.", []string{"Four older ships may have to be sold if the sulphur rules are tightened in 2024."}, []string{"The sulphur rules are tightened in 2024."}},
		{"The warranty lasts seven years if the unit is registered within 30 days.", []string{"The warranty lasts seven years for a unit registered within 30 days."}, []string{"The unit is registered within 30 days."}},
		{"The landlord insures the building, and the tenant repays the premium within 21 days of being asked.", []string{"The landlord insures the building.", "The tenant repays the premium within 21 days."}, []string{"The tenant insures the building."}},
		{"The filter should be cleaned every six months, and the refrigerant circuit must be inspected once a year by a certified technician.",
			[]string{"The filter should be cleaned every six months.", "A certified technician must inspect the refrigerant circuit once a year."}, []string{"A certified technician should clean the filter every six months."}},
		{"His essay On Confession, Whether the Pope has the Power to Require It rejected compulsory confession and encouraged private confession.", []string{"His essay rejected compulsory confession and encouraged private confession."}, nil},
		{"The council bought the mill and the millers kept the machines.", []string{"The council bought the mill."}, nil},
		{"This agreement is made between Larkspur Properties (the landlord) and Fenwick Bakery (the tenant) for the ground floor of 18 Mill Lane.",
			[]string{"Fenwick Bakery is the tenant."}, []string{"The landlord is Fenwick Bakery.", "Larkspur Properties is the tenant."}},
		{"Support for the old system ended with R 1.7.1.", []string{"Support for the old system ended with R version 1.7.1."}, []string{"Support for the old system ended with R version 1.7.2."}},
		{"The tenant may not sublet any part of the premises.", []string{"The tenant is not allowed to sublet any part of the premises."}, []string{"The tenant is allowed to sublet any part of the premises."}},
		{"Fifty-eight men lost their lives during its construction.", []string{"Fifty-eight men died during its construction."}, nil},
		{"The study was funded by the Dutch Sleep Foundation.", []string{"The study was paid for by the Dutch Sleep Foundation."}, nil},
		{"Elphick worked as an assistant before she set up her own office in Leith.", []string{"Elphick worked as an assistant before setting up her own office in Leith."}, nil},
		{"Der Beitrag steigt zum 1. Januar 2024 auf 21 Euro.", []string{"Der Beitrag steigt ab 1. Januar 2024 auf 21 Euro."}, []string{"Der Beitrag steigt bis 1. Januar 2024 auf 21 Euro."}},
	} {
		for _, s := range c.right {
			bears(t, c.source, s, true)
		}
		for _, s := range c.not {
			bears(t, c.source, s, false)
		}
	}
}
