package knowledge

import (
	"slices"
	"testing"
)

func TestPeriodsOf(t *testing.T) {
	for _, c := range []struct {
		text     string
		years    []int
		quarters []int
	}{
		{"annual report 2018", []int{2018}, nil},
		{"FY2018, FY 19 and cy'20", []int{2018, 2019, 2020}, nil},
		{"2018 and 2018 after 1999", []int{1999, 2018}, nil},
		{"AMCOR_2023Q4_10Q", []int{2023}, []int{4}},
		{"3Q22", []int{2022}, []int{3}},
		{"3Q2022 results", []int{2022}, []int{3}},
		{"3Q", nil, []int{3}},
		{"q32018", []int{2018}, []int{3}},
		{"Q322", []int{2022}, []int{3}},
		{"Q3 2022", []int{2022}, []int{3}},
		{"Q3 FY22", []int{2022}, []int{3}},
		{"FY2023 Q2 and the fourth quarter", []int{2023}, []int{2, 4}},
		{"second-quarter report", nil, []int{2}},
		{"h12019", []int{2019}, nil},
		{"$2018 or €1999 or 1,2019 or 3.2020 or £2021", nil, nil},
		{"12018 20189 1850 2150", nil, nil},
		{"FAQ1 iq2 q1st sq3", nil, nil},
		{"FY20189", nil, nil},
		{"Forty-third quarter", nil, []int{3}},
		{"headquarter", nil, nil},
		{"für 2018ö", []int{2018}, nil},
		{"q", nil, nil},
		{"", nil, nil},
	} {
		p := periodsOf(c.text)
		var quarters []int
		for q := 1; q <= 4; q++ {
			if p.quarters&(1<<(q-1)) != 0 {
				quarters = append(quarters, q)
			}
		}
		if !slices.Equal(p.years, c.years) || !slices.Equal(quarters, c.quarters) {
			t.Errorf("%q names the years %v and quarters %v, want %v and %v", c.text, p.years, quarters, c.years, c.quarters)
		}
	}
}
