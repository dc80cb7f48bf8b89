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
		{
			"The Tarn Valley Railway, which was opened in 1868 by Sir Hugh Mallory, ran for 23 miles between Arl and Port Selm until it was closed in 1951.",
			[]string{"The Tarn Valley Railway was opened in 1868.", "The Tarn Valley Railway was opened by Sir Hugh Mallory.", "Sir Hugh Mallory opened the Tarn Valley Railway in 1868.", "The Tarn Valley Railway ran between Arl and Port Selm.", "The Tarn Valley Railway was closed in 1951.", "The railway between Arl and Port Selm was 23 miles long.", "The Tarn Valley Railway was opened in 1868 and closed in 1951."},
			[]string{"The Tarn Valley Railway was closed in 1868.", "The Tarn Valley Railway was opened in 1951.", "Port Selm was opened by Sir Hugh Mallory.", "Sir Hugh Mallory closed the Tarn Valley Railway in 1951."},
		},
		{
			"Born in Velm in 1832, the chemist Anna Rost studied in Graz before moving to London, where she isolated the compound in 1871.",
			[]string{"Anna Rost was born in Velm in 1832.", "Anna Rost was born in 1832.", "Anna Rost was a chemist.", "Anna Rost studied in Graz.", "Anna Rost isolated the compound in 1871.", "Anna Rost isolated the compound in London in 1871.", "The compound was isolated by Anna Rost in 1871.", "The compound was isolated in London."},
			[]string{"Anna Rost was born in London in 1832.", "Anna Rost was born in Graz.", "Anna Rost isolated the compound in 1832.", "Anna Rost isolated the compound in Graz.", "Anna Rost moved to Graz after studying in London.", "Anna Rost was a physicist."},
		},
		{
			"The harbour museum, housed in a former customs building on Quay Street, attracts some 40,000 visitors a year and is run by a trust set up in 1994.",
			[]string{"The harbour museum is housed in a former customs building.", "The harbour museum is on Quay Street.", "The harbour museum attracts about 40,000 visitors a year.", "The harbour museum is run by a trust.", "A trust runs the harbour museum.", "The trust that runs the harbour museum was set up in 1994.", "The museum has some 40,000 visitors a year."},
			[]string{"The harbour museum attracts about 4,000 visitors a year.", "The harbour museum is run by the customs.", "The harbour museum attracts some 40,000 visitors a month."},
		},
		{
			"While the northern branch carries mostly freight, the southern branch, electrified in 1936, is used almost only by passenger trains.",
			[]string{"The northern branch carries mostly freight.", "The southern branch was electrified in 1936.", "The southern branch is used almost only by passenger trains.", "Passenger trains use the southern branch."},
			[]string{"The northern branch was electrified in 1936.", "The southern branch carries mostly freight.", "The northern branch is used almost only by passenger trains."},
		},
		{
			"In 1911 the council bought the mill from the Haddon family for £3,200; it was turned into a school, which it remained until 1974, and later into flats.",
			[]string{"The council bought the mill in 1911.", "The mill was bought by the council in 1911.", "The council paid £3,200 for the mill.", "The mill was turned into a school.", "The mill remained a school until 1974.", "The mill was a school until 1974.", "In 1911 the mill was bought for £3,200.", "The mill was later turned into flats."},
			[]string{"The Haddon family bought the mill from the council in 1911.", "The council sold the mill in 1911.", "The mill was turned into a school in 1974.", "The council bought the mill for £2,300."},
		},
		{
			"Because the soil is poor, farmers in the hills keep sheep rather than grow crops. The wool is sold at the market in Arl, which is held every Thursday.",
			[]string{"Farmers in the hills keep sheep because the soil is poor.", "The farmers in the hills keep sheep instead of growing crops.", "The market in Arl is held every Thursday.", "The wool is sold in Arl.", "The wool is sold at the market in Arl."},
			[]string{"Farmers in the hills grow crops rather than keep sheep.", "The market in Arl is held every Tuesday.", "The soil is poor because farmers keep sheep.", "The sheep are sold at the market in Arl."},
		},
		{
			"The committee consists of nine members: five are elected by the residents, three are appointed by the mayor, and one represents the church.",
			[]string{"The committee has nine members.", "Five members of the committee are elected by the residents.", "Three members are appointed by the mayor.", "The mayor appoints three members of the committee.", "The residents elect five members of the committee."},
			[]string{"Three members are elected by the residents.", "The mayor appoints five members of the committee.", "The committee has five members.", "The church appoints one member."},
		},
		{
			"The drug, sold under the name Velorin, was approved in Japan in March 2003 and in the European Union two years later.",
			[]string{"The drug is sold under the name Velorin.", "The drug was approved in Japan in March 2003.", "Velorin was approved in Japan in March 2003.", "The drug is called Velorin."},
			[]string{"The drug was approved in the European Union in March 2003.", "The drug was approved in Japan in May 2003.", "The drug was not approved in Japan."},
		},
		{
			"Lake Orm covers 112 square kilometres, making it the second largest lake in the province, and is up to 61 metres deep.",
			[]string{"Lake Orm covers 112 square kilometres.", "Lake Orm is the second largest lake in the province.", "Lake Orm has an area of 112 square kilometres.", "Lake Orm is up to 61 metres deep.", "The second largest lake in the province is Lake Orm."},
			[]string{"Lake Orm is the largest lake in the province.", "Lake Orm is up to 112 metres deep.", "Lake Orm covers 61 square kilometres.", "Lake Orm covers 112 square miles."},
		},
		{
			"Emma Vale, a former judge, and the economist Paul Orsini led the inquiry, whose report, published on 4 June 2015, ran to 412 pages.",
			[]string{"Emma Vale is a former judge.", "Paul Orsini is an economist.", "The inquiry was led by Emma Vale and Paul Orsini.", "Emma Vale led the inquiry.", "The report of the inquiry was published on 4 June 2015.", "The report ran to 412 pages.", "The report was 412 pages long.", "The inquiry's report was published on 4 June 2015."},
			[]string{"Emma Vale is an economist.", "Paul Orsini is a former judge.", "The report was published on 14 June 2015.", "The report ran to 421 pages."},
		},
		{
			"Unlike most birds, the orm does not build a nest. It lays two or three eggs on bare ground in May, and both parents sit on them for about four weeks.",
			[]string{"The orm does not build a nest.", "The orm lays two or three eggs.", "The orm lays its eggs on bare ground in May.", "The orm lays two or three eggs on bare ground in May.", "Both parents sit on the eggs for about four weeks.", "The eggs are laid on bare ground."},
			[]string{"The orm builds a nest.", "The orm lays four eggs.", "The orm lays two or three eggs in March.", "Both parents sit on the eggs for about four months."},
		},
		{
			"Construction of the dam began in 1929 under the engineer Karl Brenner and was completed in 1934, a year ahead of schedule and well below the planned cost of 12 million crowns.",
			[]string{"Construction of the dam began in 1929.", "The dam was completed in 1934.", "Construction of the dam was completed in 1934.", "The construction of the dam was finished a year ahead of schedule.", "The planned cost of the dam was 12 million crowns.", "Karl Brenner was the engineer.", "Construction began in 1929 and was completed in 1934."},
			[]string{"Construction of the dam began in 1934.", "The dam was completed in 1929.", "The dam was completed a year behind schedule.", "The planned cost of the dam was 12 billion crowns."},
		},
		{
			"Visitors must book in advance; groups of more than ten people are admitted only on weekdays, when guided tours in English start at 11 am and 3 pm.",
			[]string{"Visitors must book in advance.", "Groups of more than ten people are admitted only on weekdays.", "Guided tours in English start at 11 am and 3 pm on weekdays.", "Guided tours in English start at 11 am.", "On weekdays, guided tours in English start at 11:00 and 15:00.", "Visitors have to book in advance."},
			[]string{"Groups of more than twenty people are admitted only on weekdays.", "Guided tours in English start at 10 am.", "Visitors need not book in advance.", "Groups of more than ten people are admitted only at weekends."},
		},
		{
			"The treaty was signed by France and Savoy at Arl on 12 May 1713, but Savoy did not ratify it until the following year.",
			[]string{"France and Savoy signed the treaty at Arl on 12 May 1713.", "The treaty was signed on 12 May 1713.", "The treaty was signed at Arl.", "Savoy did not ratify the treaty until the following year.", "The treaty was signed by France."},
			[]string{"France did not ratify the treaty until the following year.", "The treaty was signed on 21 May 1713.", "Savoy ratified the treaty on 12 May 1713."},
		},
		{
			"The old lighthouse at Cape Sorn, designed by Ida Brandt and finished in 1887, was replaced in 1962 by a steel tower that stands 54 metres high.",
			[]string{"The old lighthouse was designed by Ida Brandt.", "Ida Brandt designed the old lighthouse at Cape Sorn.", "The old lighthouse was finished in 1887.", "In 1962 the old lighthouse was replaced by a steel tower.", "A steel tower replaced the old lighthouse in 1962.", "The steel tower is 54 metres high.", "The steel tower stands 54 metres high."},
			[]string{"The steel tower was designed by Ida Brandt.", "The steel tower was finished in 1887.", "The old lighthouse replaced a steel tower in 1962.", "The old lighthouse was replaced in 1887."},
		},
		{
			"Although the university was founded in 1603, women were not admitted until 1908, and the first female professor, the historian Clara Weiss, was appointed only in 1927.",
			[]string{"The university was founded in 1603.", "Women were not admitted until 1908.", "The first female professor was Clara Weiss.", "Clara Weiss was a historian.", "Clara Weiss was appointed in 1927.", "The historian Clara Weiss was the first female professor."},
			[]string{"Women were admitted in 1603.", "The university was founded in 1908.", "Clara Weiss was appointed in 1908.", "Women were not admitted until 1918.", "Clara Weiss was a physicist."},
		},
		{
			"Of the 2,400 people questioned, 61 percent were in favour of the bridge, 27 percent were against it and the rest had no opinion.",
			[]string{"61 percent of the people questioned were in favour of the bridge.", "27 percent were against the bridge.", "2,400 people were questioned.", "Of those questioned, 61% were in favour of the bridge."},
			[]string{"27 percent of the people questioned were in favour of the bridge.", "61 percent were against the bridge."},
		},
		{
			"The company, which has its headquarters in Arl, reported sales of 48 million crowns for 2018, compared with 45 million the year before, and employs 310 people.",
			[]string{"The company has its headquarters in Arl.", "The company reported sales of 48 million crowns for 2018.", "The company employs 310 people.", "Sales were 48 million crowns in 2018.", "The company's headquarters are in Arl.", "In 2018 the company had sales of 48 million crowns."},
			[]string{"The company reported sales of 45 million crowns for 2018.", "The company employs 3,100 people.", "The company reported sales of 48 million crowns for 2017."},
		},
		{
			"Captain Moritz Hahn sailed from Velm on 3 April 1790 with two ships, the Falke and the Greif; only the Greif came home, in October 1792, with 31 of the 84 men.",
			[]string{"Moritz Hahn sailed from Velm on 3 April 1790.", "Captain Moritz Hahn sailed with two ships.", "The two ships were the Falke and the Greif.", "Only the Greif came home.", "The Greif came home in October 1792.", "31 of the 84 men came home."},
			[]string{"The Falke came home in October 1792.", "Captain Moritz Hahn sailed to Velm on 3 April 1790.", "The Greif came home in October 1790.", "Only the Falke came home.", "84 of the men came home."},
		},
		{
			"The battery takes about four hours to charge and lasts for up to 60 km; it can be charged in the frame or taken out. It must not be stored below -10 °C.",
			[]string{"The battery takes about four hours to charge.", "The battery lasts for up to 60 km.", "The battery can be charged in the frame.", "The battery can be taken out.", "The battery must not be stored below -10 °C.", "It takes about four hours to charge the battery."},
			[]string{"The battery takes about four minutes to charge.", "The battery lasts for up to 60 miles.", "The battery can be stored below -10 °C.", "The battery must be taken out."},
		},
		{
			"Olga Prem, the daughter of a baker, and her brother Jan founded the magazine Lupe in 1931. It was banned in 1938, and Olga fled to Sweden, while Jan stayed and was arrested.",
			[]string{"Olga Prem was the daughter of a baker.", "Olga Prem and her brother Jan founded the magazine Lupe in 1931.", "The magazine Lupe was founded in 1931.", "The magazine Lupe was founded by Olga Prem and her brother Jan.", "Lupe was banned in 1938.", "Olga fled to Sweden.", "Jan was arrested.", "Olga Prem fled to Sweden."},
			[]string{"Jan fled to Sweden.", "Olga was arrested.", "Olga stayed and was arrested.", "The magazine Lupe was banned in 1931.", "Lupe was founded in 1938."},
		},
		{
			"Sulphur is mined in the north of the island and shipped from Porto Sal, whereas the salt works in the south, once the largest in the region, closed in 1988.",
			[]string{"Sulphur is mined in the north of the island.", "Sulphur is shipped from Porto Sal.", "The salt works in the south closed in 1988.", "The salt works were once the largest in the region."},
			[]string{"Salt is mined in the north of the island.", "Sulphur is mined in the south of the island.", "Salt is shipped from Porto Sal.", "The salt works are the largest in the region.", "Sulphur is shipped to Porto Sal."},
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
