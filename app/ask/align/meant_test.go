package align

import "testing"

// Words that are alike stand for each other only where neither says more than the other.
func TestAlignAlike(t *testing.T) {
	for _, c := range []struct {
		source, said string
		borne        bool
	}{
		{"The keeper was killed by the guard in 1882.", "The keeper was murdered by the guard in 1882.", false},
		{"The truck was sold to the harbour office in May.", "The car was sold to the harbour office in May.", false},
		{"Several tenants bought a lamp for the yard in March.", "Many tenants bought a lamp for the yard in March.", false},
		{"The tenants purchased a lamp for the yard in March.", "The tenants bought a lamp for the yard in March.", true},
		{"The office rejected the plan in May.", "The office refused the plan in May.", true},
	} {
		bears(t, c.source, c.said, c.borne)
	}
}
