package align

import "testing"

// What a passage says in a clause, in an apposition, the other way round or of two things, said in
// a sentence of its own; and what it does not say, in the same words.
func TestAlignRestated(t *testing.T) {
	for _, test := range []struct {
		passage      string
		right, wrong []string
	}{
		{ // both sides of a verb are names
			"The Danish engineer Ole Birk designed the Hall of Northern Crafts in 1921 during the rule of Gerner. The Crown of Alvar paid for it.",
			[]string{"The Hall of Northern Crafts was designed by Ole Birk in 1921."},
			[]string{"The Hall of Northern Crafts was designed by Gerner in 1921.", "Ole Birk was designed by the Hall of Northern Crafts in 1921.", "The Crown of Alvar was designed by Ole Birk in 1921."},
		},
		{
			"The Charter of Selm can be changed by the Council of Selm, except for some rules that need the consent of the Duke or of the House of Guilds.",
			[]string{"The Council of Selm can change the Charter of Selm, except for some rules."},
			[]string{"The House of Guilds can change the Charter of Selm, except for some rules.", "The Duke can change the Council of Selm, except for some rules."},
		},
		{ // who somebody is
			"In spring some of the staff of the Harbour Office came to favour the plan, including the newly elected deputy head of the Office of River Traffic, Ruth Amsel, who spoke for it in Wiek.",
			[]string{"Ruth Amsel was the newly elected deputy head of the Office of River Traffic.", "The newly elected deputy head of the Office of River Traffic was Ruth Amsel."},
			[]string{"Ruth Amsel was the newly elected deputy head of the Harbour Office.", "Wiek was the newly elected deputy head of the Office of River Traffic."},
		},
		{
			"The house goes back to the Fair of 1862, which Tom Reeve, the house's first keeper, helped to plan; in 1866 the Swiss painter Urs Kaller made a drawing of it for Lord Ames.",
			[]string{"The first keeper of the house was Tom Reeve.", "Urs Kaller was a Swiss painter.", "Tom Reeve was the house's first keeper."},
			[]string{"The first keeper of the house was Urs Kaller.", "Tom Reeve was a Swiss painter.", "Lord Ames was a Swiss painter.", "Lord Ames was the house's first keeper."},
		},
		{ // where something is stands before it
			"Close by, in Park Lisko (the Deer Garden), the Small Opera was open from 1880 to 1929, and in the years between the wars the grounds also held Mira, Tarnow's first wine bar, and Leo Brandt's dance hall Corso.",
			[]string{"The Small Opera was open in Park Lisko from 1880 to 1929.", "In Park Lisko, the Small Opera was open from 1880 to 1929."},
			[]string{"The Small Opera was open in Tarnow from 1880 to 1929.", "Leo Brandt was open in Park Lisko from 1880 to 1929.", "The Small Opera was open in Park Corso from 1880 to 1929."},
		},
		{ // a part of what the sentence before names
			"The council paid for dozens of places of Hindu worship in all parts of the town. Most of them were closed after the flood of 1951.",
			[]string{"Most of the places of worship were closed after the flood of 1951.", "Most of the places of worship were closed after the 1951 flood."},
			[]string{"All of the places of worship were closed after the flood of 1951."},
		},
		{ // two sentences in one
			"First the guards heard a dull noise in the cellar, which held up the change of shifts. Then, burst pipes drove the guests out and forced a stop of the evening show.",
			[]string{"The guards heard a dull noise in the cellar, and burst pipes forced a stop of the evening show."},
			[]string{"The guests heard a dull noise in the cellar, and burst pipes forced a stop of the evening show.", "The guards heard a dull noise in the cellar, and burst pipes forced a change of shifts."},
		},
		{
			"Rot-Weiss Melle have fewer followers, yet they won the Northern Shield in 2004. They also won the Harvest Trophy in 1958, and came second twice.",
			[]string{"Rot-Weiss Melle won the Northern Shield in 2004 and won the Harvest Trophy in 1958."},
			[]string{"Rot-Weiss Melle won the Northern Shield in 1958 and won the Harvest Trophy in 2004."},
		},
		{ // a pronoun for the subject of the sentence before
			"The town's first corn exchange was opened in 1823 and went on trading until the war. It was set up again in June 1987, when the old market had gone.",
			[]string{"The corn exchange was set up again in June 1987.", "The town's first corn exchange was set up again in June 1987."},
			[]string{"The corn market was set up again in June 1987."},
		},
		{
			"Governor Alma Reese, the old judge's daughter, ruled for three years only. She went on with the reform, with the help of her newly chosen treasurer Bo Lind. Karl Amsel opposed it.",
			[]string{"Bo Lind was Alma's newly chosen treasurer."},
			[]string{"Bo Lind was Karl's newly chosen treasurer."},
		},
		{
			"Fedora builds, maintained by Dora Eddler, have long been part of the project, and can be had through the package tool of Alan Cray.",
			[]string{"Dora Eddler maintains the Fedora builds."},
			[]string{"Alan Cray maintains the Fedora builds."},
		},
		{ // few words, one of them another
			"The survey was carried out in May. The climate is damp and windy, and prices fell by 5 percent.",
			[]string{"The climate is humid and windy.", "The survey was conducted in May.", "Prices dropped by 5 percent."},
			[]string{"The climate is dry and windy.", "Prices dropped by 6 percent.", "Prices rose by 5 percent."},
		},
		{
			"Prices dropped by 5 percent in May, as the Board of Trade had said.",
			[]string{"Prices fell by 5 percent in May."},
			[]string{"Prices fell by 15 percent in May."},
		},
		{ // how many
			"In addition, a large number of volunteers have helped by mending old chairs. A few of the neighbours gave tools.",
			[]string{"Many volunteers have helped by mending old chairs.", "Numerous volunteers have helped by mending old chairs."},
			[]string{"Many of the neighbours gave tools.", "Few volunteers have helped by mending old chairs."},
		},
		{
			"The Labour Office reckons that there are 1.6 million nurses, 520,000 midwives and 90,000 surgeons in the country.",
			[]string{"The number of nurses in the country is 1.6 million.", "The Labour Office puts the number of midwives in the country at 520,000."},
			[]string{"The Labour Office puts the number of nurses in the country at 520,000."},
		},
		{ // what can be done is possible
			"The divers had left the wreck before the door could be opened. It can be seen from the pier.",
			[]string{"The divers had left the wreck before it was possible to open the door."},
			[]string{"It was not possible to open the door before the divers had left the wreck; it had to be cut.", "It was possible to open the door before the divers had left the wreck."},
		},
		{ // names, and a negation that is another's
			"Danish bakers resisted Eastern flour because it was dearer than what they milled themselves. No Danish sample of Eastern flour mills is known, but the Danish may have had one.",
			[]string{"Danish bakers resisted Eastern flour."},
			[]string{"Danish bakers did not resist Eastern flour."},
		},
		{
			"The closing of the yard was announced in May 2013. Varga's statement of February 2014 gives 2017 as the year.",
			[]string{"The closing of the yard was announced in 05/2013.", "The closing of the yard was announced in 5/2013."},
			[]string{"The closing of the yard was announced in 06/2013.", "The closing of the yard was announced in 05/2014."},
		},
		{
			"Two museum lines run on 760 mm (2 ft 6 in) narrow gauge track, which was once laid by the state.",
			[]string{"Two museum lines run on track with a gauge of 76 centimetres.", "Two museum lines run on track with a gauge of 76 cm."},
			[]string{"Two museum lines run on track with a gauge of 76 metres.", "Two museum lines run on track with a gauge of 7.6 cm."},
		},
		{ // frames
			"The Jakob Lenz House (1922–26) was the finest example of \"northern brick style\".",
			[]string{"The text calls the Jakob Lenz House the finest example of \"northern brick style\".", "The author describes the Jakob Lenz House as the finest example of \"northern brick style\"."},
			[]string{"The text calls the Jakob Lenz House the worst example of \"northern brick style\".", "Lenz calls the Jakob Lenz House the finest example of \"northern brick style\"."},
		},
	} {
		for _, s := range test.right {
			bears(t, test.passage, s, true)
		}
		for _, s := range test.wrong {
			bears(t, test.passage, s, false)
		}
	}
}
