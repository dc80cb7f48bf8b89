package align

import "testing"

// TestAlignOneWordApart has, a source each, sentences that differ from it in
// one thing that turns what is said: after "!" none of them is supported or
// quoted, after "=" each is.
func TestAlignOneWordApart(t *testing.T) {
	for _, c := range []struct {
		source    string
		sentences []string
	}{
		// Verbs of little meaning, and units of time.
		{"Keller refused the bribe of 5,000 euros.", []string{"!Keller took the bribe of 5,000 euros."}},
		{"The mill lost 5 million in 1998.", []string{"!The mill made 5 million in 1998."}},
		{"The board rejected an offer from Feld.", []string{"!The board made an offer from Feld."}},
		{"The bank rejected the loan for the mill.", []string{"!The mill got the loan of the bank."}},
		{"The lease runs for three months from May.", []string{"!The lease runs for three years from May.", "=From May the lease runs three months."}},
		{"The child was 6 months old when Berg left.", []string{"!The child was 6 years old when Berg left."}},
		{"The repair takes 3 weeks in summer.", []string{"!The repair takes 3 years in summer."}},
		{"Der Umbau dauerte drei Monate und kostete wenig.", []string{"!Der Umbau dauerte drei Jahre und kostete wenig."}},
		{"The fee is 40 euros for each member.", []string{"!The fee is 40 euros for each year."}},
		{"The ferry became operational in 1931.", []string{"=The ferry went into operation in 1931.", "!The ferry went out of operation in 1931."}},
		{"It is unknown who painted the altar in Vell.", []string{"!It is known who painted the altar in Vell."}},
		// Duties without "must", and verbs in two parts.
		{"Rinse the filter with cold water after each use.", []string{"=You must rinse the filter with cold water after each use.", "!You must not rinse the filter with cold water after each use."}},
		{"The boiler is to be emptied before winter.", []string{"=The boiler must be emptied before winter."}},
		{"Der Hebel ist vor dem Start nach links zu drehen, und die Pumpe stellt das Gerät ab.", []string{"=Der Hebel muss vor dem Start nach links gedreht werden.", "=Das Gerät wird von der Pumpe abgestellt."}},
		{"Die Bank stellt die Karten in Köln her, und die Post stellt sie zu.", []string{"=Die Karten werden von der Bank in Köln hergestellt.", "!Die Karten werden von der Bank in Köln zugestellt."}},
		// What is said of one of two of a kind, one of two persons, one of two places and names.
		{"The left valve lets air in, while the right valve drains the oil.", []string{"!The right valve lets air in.", "=The right valve drains the oil."}},
		{"We may raise the fee in May; you may then leave within a month.", []string{"!You may raise the fee in May.", "=We may raise the fee in May."}},
		{"Tools may be borrowed after the course.", []string{"!Tools may be borrowed during the course.", "!Tools may be borrowed before the course."}},
		{"Send the form to the office within 10 days and to us within three weeks.", []string{"!Send the form to the office within three weeks.", "=Send the form to the office within 10 days."}},
		{"While Anna Keller was abroad, Tom Feld ran the clinic in Leeds.", []string{"!While Tom Feld was abroad, Anna Keller ran the clinic in Leeds.", "=Tom Feld ran the clinic in Leeds while Anna Keller was abroad."}},
		{"The Hansen Bridge was repaired, but the Olsen Bridge collapsed.", []string{"!The Olsen Bridge was repaired, but the Hansen Bridge collapsed."}},
		{"In Vell, the Winter Palace was used as a school, and the museum of Ottilie Krantz showed glass.", []string{"!The Winter Palace in Ottilie Krantz was used as a school.", "=The Winter Palace in Vell was used as a school."}},
		{"The Mill Museum was opened in 1887 by Anna Berg, a baker from Lund.", []string{"=The Mill Museum was opened by Anna Berg in 1887.", "!Anna Berg was opened by the Mill Museum in 1887."}},
		// What is meant to happen and what happened; in which order, and in which direction.
		{"There was an attempt to withdraw the club from the league in 2012.", []string{"!The club withdrew from the league in 2012.", "=In 2012 there was an attempt to withdraw the club from the league."}},
		{"The tower burned down in 1703 and was rebuilt in stone.", []string{"=After it had burned down in 1703, the tower was rebuilt in stone.", "!After it had been rebuilt in stone, the tower burned down in 1703."}},
		{"Sales were 5.2 million, compared with 4.1 million a year earlier.", []string{"=Sales rose to 5.2 million from 4.1 million.", "!Sales fell to 5.2 million from 4.1 million.", "!Sales rose to 4.1 million from 5.2 million."}},
		{"His friends are mostly sailors, as he has lived by the sea.", []string{"=Since he has lived by the sea, his friends are mostly sailors."}},
		// Money, and the ends of years.
		{"Each bicycle is insured for up to 900 pounds.", []string{"=Each bicycle is insured for up to £900.", "!Each bicycle is insured for up to €900."}},
		{"The war of 1618–48 ruined the town.", []string{"=The war from 1618 to 1648 ruined the town.", "!The war from 1618 to 1658 ruined the town."}},
		{"Take one capsule of 20 mg with water.", []string{"=Take one 20 mg capsule with water.", "!Take one 20 g capsule with water."}},
		{"The mill was built in 1887 by Anna Berg.", []string{"=Anna Berg built the mill in the year 1887."}},
		// What is counted in the text beside a table in millions.
		{"All amounts are in millions of dollars. The plant in Leeds employs 240 people.", []string{"!The plant in Leeds employs 240 million people.", "=The plant in Leeds employs 240 people."}},
		{"(in millions, except per share data) Revenue 1,577 1,402\nThe board declared a dividend of $0.85 per share.", []string{"!The board declared a dividend of $0.85 million per share."}},
		{"(in millions) Interest of 5 euros a day is due.", []string{"!Interest of 5 million euros a day is due."}},
		{"(in Mio. Euro) Die Fabrik in Leeds beschäftigt 412 Personen.", []string{"!Die Fabrik in Leeds beschäftigt 412 Millionen Personen."}},
		{"(in millions)\nNet revenue 1,577 1,402\nNet income 240 198\n", []string{"=Net revenue was 1,577 million."}},
		// Words that everyday English has for one another, and contracts, accounts and instruments don't.
		{"The tenant of the mill pays for the roof each spring.", []string{"!The owner of the mill pays for the roof each spring."}},
		{"The revenue of the brewery in Leeds rose to 12 million in 2019.", []string{"!The income of the brewery in Leeds rose to 12 million in 2019."}},
		{"Equity of the mill in Leeds fell by a third.", []string{"!The assets of the mill in Leeds fell by a third."}},
		{"The valve closes within a second of the alarm.", []string{"!The valve closes within a minute of the alarm."}},
		{"Its acceleration is measured by the sensor in the wheel.", []string{"!Its speed is measured by the sensor in the wheel."}},
		{"The firm bought the mill in 1998.", []string{"=In 1998 the company purchased the mill."}},
		{"The treaty was signed by France in 1990.", []string{"!The treaty was ratified by France in 1990.", "=In 1990 France signed the treaty."}},
		// One value in several forms.
		{"A quarter of the members voted against the change.", []string{"=25 % of the members voted against the change.", "!A third of the members voted against the change.", "!4 % of the members voted against the change."}},
		{"Water boils at 93 degrees Celsius in La Paz.", []string{"=In La Paz water boils at 93 °C.", "!In La Paz water boils at 93 °F.", "!In La Paz water boils at 39 degrees Celsius."}},
		{"The lake has an area of 536 square kilometres.", []string{"=The lake covers 536 km².", "=The lake has an area of 53,600 hectares.", "!The lake has an area of 536 square metres.", "!The lake has an area of 536 kilometres."}},
		{"Passengers must arrive at the gate at least 30 minutes before departure.", []string{"=Passengers must arrive at the gate no later than 30 minutes before departure.", "!Passengers must arrive at the gate at most 30 minutes before departure."}},
		{"The rent must be paid no later than 3 days after the invoice.", []string{"!The rent must be paid at least 3 days after the invoice."}},
		{"Children under twelve travel free of charge with an adult.", []string{"=Children younger than 12 travel for free with an adult.", "!Children older than 12 travel for free with an adult."}},
		{"The tenant shall give notice to the owner in May.", []string{"=The tenant must give notice to the owner in May.", "!The tenant may give notice to the owner in May.", "!The tenant must not give notice to the owner in May."}},
		{"Revenue increased by 12 % to $1,577 million in fiscal 2018.", []string{"=In FY2018 revenue grew 12% to $1.577 billion.", "!In FY2017 revenue grew 12% to $1.577 billion."}},
		{"Sales of bicycles doubled between 2019 and 2021.", []string{"=Between 2019 and 2021, bicycle sales doubled.", "!Between 2019 and 2020, bicycle sales doubled.", "!In 2021, bicycle sales doubled."}},
		{"The firm has nine hospitals in Denmark.", []string{"!The firm has nine Swedish hospitals.", "!The firm has nine hospitals in Sweden."}},
		// What may be, and what is.
		{"The drug may cause headaches in children.", []string{"!The drug causes headaches in children.", "=The drug can cause headaches in children.", "=In children the drug may cause headaches."}},
		{"The mill could not be sold in May.", []string{"=In May the mill was not sold.", "!In May the mill was sold."}},
		{"Keller possibly built the mill in Leeds.", []string{"!Keller built the mill in Leeds."}},
		{"Die Ursache der Störung ist vielleicht der Rost am Ventil.", []string{"!Die Ursache der Störung ist der Rost am Ventil."}},
		{"The firm employs 200 people in Leeds.", []string{"!The firm hired 200 people in Leeds."}},
		// Letters at numbers, and what follows them.
		{"The tenant rents flat 5A in Mill Lane.", []string{"!The tenant rents flat 5B in Mill Lane.", "!In Mill Lane the tenant rents flat 5.", "=In Mill Lane the tenant rents flat 5A."}},
		{"Die Frist steht in § 5a des Vertrags.", []string{"!Die Frist steht in § 5b des Vertrags."}},
		{"The airline bought an A320 in spring.", []string{"!The airline bought a B320 in spring."}},
		{"Sales of the mill rose in Q1 2019.", []string{"!Sales of the mill rose in H1 2019."}},
		{"The shop closes at 9 pm on Fridays.", []string{"!The shop closes at 9 am on Fridays.", "!The shop closes at 9 a.m. on Fridays.", "=On Fridays the shop closes at 9 p.m."}},
		{"The shop closes at 9 p.m. on Fridays.", []string{"!On Fridays the shop closes at 9 a.m."}},
		{"Many mills closed in the 1990s.", []string{"!Many mills closed in 1990.", "=In the 1990s many mills closed."}},
		{"The turbine has 5 MW of power.", []string{"!The turbine has 5 mW of power.", "=The turbine has 5000 kW of power."}},
		{"Revenue of the mill was $1,577 million in FY2018.", []string{"=In 2018 the revenue of the mill was $1,577 million."}},
		// Names of words that point to the source, and "one".
		{"The firm sells its tea in the United Kingdom.", []string{"!The firm sells its tea in the United States."}},
		{"The line has five stations in Leeds.", []string{"!The line has one station in Leeds.", "=In Leeds the line has five stations."}},
		// What the source denies, doubts, asks or supposes.
		{"It is by no means the case, as some have claimed, that the railway reached the coast in 1912.", []string{"!the railway reached the coast in 1912.", "!The railway reached the coast in 1912."}},
		{"The court rejected the claim that Keller stole the boat.", []string{"!Keller stole the boat.", "!Keller stole the boat of the court."}},
		{"The court asked whether Keller stole the boat.", []string{"!Keller stole the boat."}},
		{"If the tenant does not pay for two months, the contract is void.", []string{"!the contract is void.", "=If the tenant does not pay for two months, the contract is void."}},
		{"Everyone except Keller sold a boat in spring.", []string{"!Keller sold a boat in spring."}},
		{"All non-profit organisations in Leeds pay no tax.", []string{"!profit organisations in Leeds pay no tax.", "=All non-profit organisations in Leeds pay no tax."}},
		{"公司今年不向股东支付任何股息。", []string{"!向股东支付任何股息。", "=公司今年不向股东支付任何股息。"}},
		{"We do not expect to pay a dividend this year.", []string{"!“expect to pay a dividend this year”", "=They do “not expect to pay a dividend this year”."}},
		{"Sales may rise, but margins will not recover before 2020, said Whitcombe.", []string{"!Whitcombe said “but margins will” … “recover before 2020”.", "=Whitcombe said “margins will not recover before 2020”."}},
		{"Keller refused to sell the mill to Feld.", []string{"!Keller sold the mill to Feld.", "=Keller refused to sell the mill to Feld."}},
		{"Keller failed to pay the rent in May.", []string{"!Keller paid the rent in May.", "=In May Keller failed to pay the rent."}},
		{"Non-members pay 5 euros for the boat.", []string{"!Members pay 5 euros for the boat.", "=For the boat non-members pay 5 euros."}},
		{"Feld wrongly claimed that the mill burned in 1912.", []string{"!The mill burned in 1912.", "!the mill burned in 1912."}},
		{"Feld denied that the mill burned in 1912.", []string{"!In 1912 the mill burned.", "=Feld denied that in 1912 the mill burned."}},
		{"Keller weigerte sich, das Haus zu verkaufen.", []string{"!Keller verkaufte das Haus."}},
		// Who does it, and to whom.
		{"Alphabet acquired Nest in 2014.", []string{"!Alphabet was acquired by Nest in 2014.", "!Alphabet was acquired by Nest.", "=In 2014 Nest was acquired by Alphabet."}},
		{"Keller was killed by Feld in Leeds.", []string{"!Keller killed Feld in Leeds.", "=Feld killed Keller in Leeds."}},
		{"Der Verein wurde von Keller verklagt.", []string{"!Der Verein verklagte Keller.", "=Keller verklagte den Verein.", "=Den Verein verklagte Keller."}},
		{"The mill was sold by Anna Berg to the city of Leeds.", []string{"=Anna Berg sold the mill to the city of Leeds.", "!The mill sold Anna Berg to the city of Leeds."}},
		// What governs a number or a date, other languages' negations, a sign in words.
		{"The flat is let until 3 May 1954 to Berg.", []string{"!The flat is let from 3 May 1954 to Berg.", "=Until 3 May 1954 the flat is let to Berg."}},
		{"Rent in Leeds rose by 5 % in spring.", []string{"!Rent in Leeds rose to 5 % in spring.", "=In spring rent in Leeds rose by 5 %."}},
		{"Trains seldom reached the coast in winter.", []string{"!Trains reached the coast in winter."}},
		{"De vereniging betaalt geen belasting in Utrecht.", []string{"!De vereniging betaalt belasting in Utrecht."}},
		{"The night in Leeds had minus 5 degrees.", []string{"!In Leeds the night had 5 degrees.", "=In Leeds the night had -5 degrees."}},
	} {
		sources := []Passage{{Text: c.source}}
		for _, s := range c.sentences {
			f := New("", NewMaterial("", sources)).Align(s[1:])
			good := f.State == Supported || f.State == Quoted
			if good != (s[0] == '=') {
				t.Errorf("%q\nof %q: %s %q", s, c.source, f.State, f.Missing)
			}
		}
	}
}

// TestAlignAnotherVerb has pairs of a source and a sentence that differ in what is done, to
// whom, how surely or how often; none of the sentences is borne out. They were written
// before the rules that hold them were looked at.
func TestAlignAnotherVerb(t *testing.T) {
	for _, c := range [][2]string{
		{"The committee reviewed the proposal in June.", "The committee approved the proposal in June."},
		{"The company employs 200 people in Leeds.", "The company hired 200 people in Leeds."},
		{"The patient was treated with aspirin in March.", "The patient was cured with aspirin in March."},
		{"The court considered the claim of the tenant.", "The court accepted the claim of the tenant."},
		{"The company announced the merger with Feld in May.", "The company completed the merger with Feld in May."},
		{"The river flooded the village in 1910.", "The river destroyed the village in 1910."},
		{"The bill was introduced in 1998 by the senate.", "The bill was passed in 1998 by the senate."},
		{"The ship left the port of Leith on Monday.", "The ship reached the port of Leith on Monday."},
		{"The device can operate at 5 V.", "The device must operate at 5 V."},
		{"The law allows the sale of raw milk.", "The law requires the sale of raw milk."},
		{"The treaty was signed by France in 1990.", "The treaty was ratified by France in 1990."},
		{"The firm plans a factory in Lyon.", "The firm built a factory in Lyon."},
		{"The mayor was accused of fraud in 2004.", "The mayor was convicted of fraud in 2004."},
		{"The vaccine was tested in Leeds in 2019.", "The vaccine was approved in Leeds in 2019."},
		{"The contract with the brewery expired in 2005.", "The contract with the brewery was cancelled in 2005."},
		{"The bridge was designed by Eiffel in 1880.", "The bridge was built by Eiffel in 1880."},
		{"The paper was submitted to the journal in May.", "The paper was published by the journal in May."},
		{"The city was attacked by troops in 1916.", "The city was captured by troops in 1916."},
		{"The disease is common in goats.", "The disease is fatal in goats."},
		{"The factory in Essen produces tractors.", "The factory in Essen sells tractors."},
		{"The minister resigned in March 2011.", "The minister was dismissed in March 2011."},
		{"The tests of the valve were stopped in May.", "The tests of the valve were postponed in May."},
		{"The lawyer claimed that the driver was drunk.", "The lawyer proved that the driver was drunk."},
		{"The study suggests that coffee protects the liver.", "The study proves that coffee protects the liver."},
		{"The report indicates a leak in the tank.", "The report shows that the tank was replaced after a leak."},
		{"The museum borrowed the painting from a collector.", "The museum bought the painting from a collector."},
		{"The board discussed the sale of the mill.", "The board decided the sale of the mill."},
		{"The dog chased the cat through the garden.", "The dog killed the cat in the garden."},
		{"The author dedicated the book to her mother.", "The author's mother wrote the book."},
		{"The pump stores water for the garden.", "The pump filters water for the garden."},
		{"The plant was closed temporarily in June.", "The plant was closed permanently in June."},
		{"Some members of the club opposed the fee.", "Most members of the club opposed the fee."},
		{"The drug may cause headaches.", "The drug causes headaches."},
		{"The drug rarely causes headaches.", "The drug often causes headaches."},
		{"The treatment reduced mortality among women.", "The treatment reduced mortality among men."},
		{"The tax applies to imported cars.", "The tax applies to exported cars."},
		{"The company invested 5 million in the mine.", "The company earned 5 million in the mine."},
		{"The hotel has a view over the lake.", "The hotel has a boat on the lake."},
		{"The lake froze in January.", "The lake melted in January."},
		{"The prisoner was released in 1975.", "The prisoner was arrested in 1975."},
		{"The painter copied the portrait in 1650.", "The painter created the portrait in 1650."},
		{"The clause protects the seller from claims.", "The clause exempts the buyer from claims."},
		{"The clinic recommends the vaccine for travellers.", "The clinic requires the vaccine for travellers."},
		{"The company denied the report of a spill.", "The company confirmed the report of a spill."},
		{"The witness saw the car near the bank.", "The witness stole the car near the bank."},
		{"The director praised the team for the film.", "The director left the team of the film."},
		{"The patient complained of pain in the left arm.", "The patient complained of pain in the right arm."},
		{"The valve opens when the pressure falls.", "The valve opens when the pressure rises."},
		{"The tribe grew maize in the valley.", "The tribe traded maize in the valley."},
	} {
		sources := []Passage{{Text: c[0]}}
		if f := New("", NewMaterial("", sources)).Align(c[1]); f.State == Supported || f.State == Quoted {
			t.Errorf("%q\nof %q: %s", c[1], c[0], f.State)
		}
	}
}
