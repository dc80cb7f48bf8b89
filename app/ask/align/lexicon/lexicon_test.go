package lexicon

import (
	"strings"
	"testing"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

func stem(w string) string {
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}

// Words of opposite meaning follow from one another in neither direction.
func TestOppositesDoNotFollow(t *testing.T) {
	for _, pair := range strings.Fields(`increase/decrease manned/unmanned segregate/desegregate high/low smaller/greater reduce/increase always/never
		public/private legal/illegal active/passive allow/forbid buy/sell lend/borrow accept/reject accept/refuse win/lose rise/fall open/close
		start/stop begin/end include/exclude import/export major/minor male/female husband/wife north/south internal/external ally/enemy love/hate
		attack/defend attack/defence appear/disappear agree/disagree connect/disconnect install/uninstall encrypt/decrypt approve/disapprove enable/disable
		input/output ascend/descend arrive/depart teacher/student employer/employee landlord/tenant buyer/seller winner/loser
		victory/defeat success/failure profit/loss asset/liability income/expense debt/credit marry/divorce pass/fail add/remove push/pull
		send/receive give/take arrive/leave remember/forget create/destroy build/demolish hire/fire expand/contract widen/narrow confirm/deny confirm/cancel
		guilty/innocent strong/weak wet/dry hot/cold empty/full safe/dangerous rich/poor true/false ancient/modern rural/urban
		mandatory/optional permanent/temporary voluntary/compulsory majority/minority maximum/minimum early/late frequent/rare`) {
		a, b, _ := strings.Cut(pair, "/")
		if Follows(stem(a), stem(b)) || Follows(stem(b), stem(a)) {
			t.Errorf("%s is taken for %s", a, b)
		}
	}
}
