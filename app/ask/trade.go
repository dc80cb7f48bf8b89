package ask

// Words that a lexicon of everyday English gives for one another and that the people
// who read contracts, accounts, findings and measurements tell apart: an "owner" is no
// tenant where the two sign a lease, "income" no revenue in a filing, a "minute" no
// second. A lexicon's pairs are not believed of them; what meant says is.
var trade = func() map[string]bool {
	out := map[string]bool{}
	for w := range set(`
		income revenue profit earnings sales turnover margin gain loss cash cost costs expense expenses price value worth amount charge fee
		debt liability loan credit equity asset capital share stock dividend interest tax bond security deposit
		wage salary pay bonus pension employ hire
		owner tenant lessee lessor landlord creditor debtor mortgagee mortgagor buyer seller plaintiff defendant licensor licensee
		murder manslaughter theft robbery fraud
		suggest recommend propose order require
		dose drug medicine symptom disease infection syndrome disorder virus bacterium bacteria artery vein
		sign ratify
		minute second hour day week month quarter year decade century
		speed velocity acceleration weight mass force pressure power energy heat temperature
		mean median mode average
		house apartment flat room
		state province county city town village district region country
	`) {
		out[english_.stem(w)] = true
	}
	return out
}()
