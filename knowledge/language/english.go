package language

import "strings"

// english are the English words that questions are made of and that tell no
// passage from another: articles, pronouns, auxiliaries, prepositions,
// conjunctions and question words. Names that read like one ("US", "IT", "WHO")
// are lost with them; the vectors still find those.
var english = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`
a about above after again against all also am an and any are aren't as at
be because been before being below between both but by
can can't cannot could couldn't
did didn't do does doesn't doing don't done down during
each either else ever
few for from further
had hadn't has hasn't have haven't having he her here hers herself him himself his how however
i if in into is isn't it its itself
just
let many me might more most much must my myself
neither no nor not
of off on once only or other our ours ourselves out over own
per please
same shall she should shouldn't so some such
tell than that the their theirs them themselves then there these they this those through to too
under until up upon us
very via
was wasn't we were weren't what when where whether which while who whom whose why will with within without won't would wouldn't
you your yours yourself yourselves
i'm i've i'll i'd you're you've you'll you'd he'll he'd she'll she'd it'll we're we've we'll we'd they're they've they'll they'd
that'll who'll what're
`) {
		set[w] = true
	}
	return set
}()
