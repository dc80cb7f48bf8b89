package filingtest

// company is a made-up company and the words that it uses in its filings.
type company struct {
	legal, short, ticker, former, stem string
	held                               bool // its results are not looked at
	hq, exchange, auditor, city        string
	fyend                              string // the day that its fiscal year ends
	shift                              int    // the calendar year in which fiscal year 0 ends
	thousands                          bool
	size                               int // of its largest amounts
	years                              []int
	quarters                           [][2]int // year and quarter
	current                            []int    // years of 8-Ks

	income, balance, cash, equity string // titles of the statements
	titles                        titleStyle
	rows                          map[string]string // where it puts a row otherwise; "" for none
	segments, products, places    []string
	materials, rivals, buyers     []string
	ceo, cfo                      string
	subsidiaries                  []string // that publish statements beside it
	leaders, banner, flows        bool     // dots to the amounts; a link in the head; statements begin mid-page
}

// titleStyle is how statements are headed.
type titleStyle int

const (
	titleNameAbove titleStyle = iota // the company's name, then the title
	titleCapitals                    // the title in capitals
	titleBare                        // the title alone
)

var companies = []*company{
	{legal: "Halvorsen Industrial Technologies, Inc.", short: "Halvorsen", ticker: "HVT", former: "Lakeshore Castings", stem: "HALVORSEN", subsidiaries: []string{"Guarantors (Supplemental Consolidating Information)"}, hq: "Duluth, Minnesota", exchange: "New York Stock Exchange",
		auditor: "Whitcombe & Straker LLP", city: "Minneapolis, Minnesota", fyend: "December 31", size: 32000, years: []int{2017, 2018, 2020}, quarters: [][2]int{{2023, 2}},
		income: "Consolidated Statement of Income", balance: "Consolidated Balance Sheet", cash: "Consolidated Statement of Cash Flows", equity: "Consolidated Statement of Changes in Equity", titles: titleNameAbove,
		rows:     map[string]string{"capex": "Purchases of property, plant and equipment (PP&E)", "da": "Depreciation and amortization", "buyback": "Purchases of treasury stock"},
		segments: []string{"Surface Systems", "Motion Control", "Filtration", "Site Safety"}, products: []string{"abrasives", "hydraulic valves", "filter cartridges", "respirators", "bearings"}, places: []string{"Ohio", "Poland", "Mexico", "Singapore"},
		materials: []string{"steel", "resins", "aluminum"}, rivals: []string{"Gantry Works", "Orbis Filters", "Kestrel Dynamics"}, buyers: []string{"Midline Supply", "Arrowgate Motors"}, ceo: "Marit L. Solheim", cfo: "Desmond R. Achterberg"},
	{legal: "Castellan Pharmaceuticals plc", short: "Castellan", ticker: "CSTL", former: "Bryce Generics", stem: "CASTELLAN", held: true, hq: "Dublin, Ireland", exchange: "Nasdaq Global Select Market",
		auditor: "Merrow Llewellyn LLP", city: "Philadelphia, Pennsylvania", fyend: "December 31", size: 17000, years: []int{2019, 2021, 2022}, quarters: [][2]int{{2023, 1}},
		income: "Consolidated Statements of Operations", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Shareholders' Equity", titles: titleCapitals, banner: true,
		rows:     map[string]string{"rev": "Total net revenues", "cogs": "Cost of sales (excludes amortization of intangible assets)", "gross": "", "capex": "Payments for acquisition of property, plant and equipment", "ar": "Trade receivables, net", "net": "Net (loss) income", "netattr": "Net (loss) income attributable to Castellan", "buyback": "Repurchase of ordinary shares", "div": "Payment of dividends to ordinary shareholders", "opinc": "Operating (loss) income"},
		segments: []string{"Branded Medicines", "Sterile Injectables", "International"}, products: []string{"inhaled therapies", "ophthalmic solutions", "sterile vials", "biosimilars"}, places: []string{"Ireland", "India", "Canada", "New Jersey"},
		materials: []string{"active ingredients", "glass vials", "excipients"}, rivals: []string{"Novaterra Labs", "Pellam Biologics"}, buyers: []string{"Crossfield Distribution", "Unimed Wholesale"}, ceo: "Aoife M. Kinsella", cfo: "Rajan T. Subrahmanyan", current: []int{2022}},
	{legal: "Pemberton Stores Corporation", short: "Pemberton", ticker: "PBS", former: "", stem: "PEMBERTON_STORES", hq: "Columbus, Georgia", exchange: "New York Stock Exchange",
		auditor: "Harlan Voss LLP", city: "Atlanta, Georgia", fyend: "February 1", shift: 1, size: 41000, years: []int{2018, 2019, 2021}, quarters: [][2]int{{2022, 3}}, current: []int{2022},
		income: "Consolidated Statements of Earnings", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Shareholders' Investment", titles: titleBare, leaders: true,
		rows:     map[string]string{"rev": "Net sales", "cogs": "Cost of goods sold, including occupancy and warehousing costs", "gross": "Gross profit", "rd": "", "inv": "Merchandise inventories", "ar": "Receivables, net", "ppe": "Net property and equipment", "capex": "Additions to property and equipment", "net": "Net earnings", "netattr": "Net earnings attributable to Pemberton Stores Corporation shareholders", "tax": "Income tax expense", "pretax": "Earnings before income taxes", "epsd": "Diluted earnings per share", "epsb": "Basic earnings per share", "dinv": "Merchandise inventories", "pension": "", "restr": ""},
		segments: []string{"Department Stores", "Off-Price", "Digital"}, products: []string{"apparel", "home furnishings", "footwear", "cosmetics"}, places: []string{"Georgia", "Texas", "Ontario", "Florida"},
		materials: []string{"cotton", "packaging", "diesel fuel"}, rivals: []string{"Larkin & Dole", "Bazaarly"}, buyers: []string{"individual households", "corporate gift programs"}, ceo: "Curtis J. Oyelaran", cfo: "Helen P. Brandvold"},
	{legal: "Ridgeway Foods, Inc.", short: "Ridgeway", ticker: "RWF", former: "Consolidated Milling Company", stem: "RIDGEWAYFOODS", held: true, subsidiaries: []string{"Guarantor Subsidiaries (Condensed Consolidating)"}, hq: "Omaha, Nebraska", exchange: "New York Stock Exchange",
		auditor: "Dunmore Pike LLP", city: "Omaha, Nebraska", fyend: "June 30", size: 14000, years: []int{2018, 2020, 2022}, quarters: [][2]int{{2023, 2}},
		income: "Consolidated Statements of Earnings", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Total Equity", titles: titleNameAbove, flows: true,
		rows:     map[string]string{"rev": "Net sales", "cogs": "Cost of sales", "gross": "Gross margin", "capex": "Purchases of land, buildings, and equipment", "ppe": "Land, buildings, and equipment, net", "net": "Net earnings, including earnings attributable to noncontrolling interests", "netattr": "Net earnings attributable to Ridgeway Foods", "opinc": "Operating profit", "buyback": "Purchases of common stock for treasury", "rd": ""},
		segments: []string{"Cereals", "Pet Nutrition", "Frozen Meals", "Foodservice"}, products: []string{"breakfast cereals", "pet food", "frozen entrees", "flour"}, places: []string{"Nebraska", "France", "Brazil", "China"},
		materials: []string{"wheat", "corn", "dairy products"}, rivals: []string{"Goldenfield", "Petrova Brands"}, buyers: []string{"Shopwell Stores", "Grandmart"}, ceo: "Thomas W. Eklund", cfo: "Priscilla N. Adeyemi-Hart"},
	{legal: "Quillmark Semiconductor Corp.", short: "Quillmark", ticker: "QLMK", former: "Pinecrest Micro", stem: "qlmk", hq: "Boise, Idaho", exchange: "Nasdaq Global Select Market",
		auditor: "Whitcombe & Straker LLP", city: "San Jose, California", fyend: "September 28", size: 5400000, thousands: true, years: []int{2018, 2019, 2022}, quarters: [][2]int{{2023, 2}},
		income: "Consolidated Statements of Operations", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Stockholders' Equity", titles: titleCapitals, banner: true,
		rows:     map[string]string{"rev": "Net revenue", "cogs": "Cost of revenue", "gross": "Gross profit", "ppe": "Property and equipment, net", "capex": "Purchases of property and equipment", "opinc": "Income from operations", "buyback": "Repurchases and retirement of common stock", "nci": "", "netattr": "", "pension": "", "intexp": "Interest and other expense"},
		segments: []string{"Compute", "Connectivity", "Embedded"}, products: []string{"processors", "radio chipsets", "microcontrollers", "reference boards"}, places: []string{"Taiwan", "Malaysia", "Israel", "Texas"},
		materials: []string{"silicon wafers", "substrates", "rare gases"}, rivals: []string{"Veldt Devices", "Sabre Logic"}, buyers: []string{"Corvid Phones", "Helix Servers"}, ceo: "Lin Wei-Castaneda", cfo: "Gordon F. Mbeki"},
	{legal: "Aventine Software Holdings, Inc.", short: "Aventine", ticker: "AVTN", former: "Ledgerly", stem: "AVENTINE", held: true, hq: "Denver, Colorado", exchange: "Nasdaq Global Select Market",
		auditor: "Harlan Voss LLP", city: "Denver, Colorado", fyend: "January 31", size: 3900000, thousands: true, years: []int{2019, 2021, 2023}, current: []int{2023},
		income: "Consolidated Statements of Operations and Comprehensive Income (Loss)", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Changes in Stockholders' Equity", titles: titleBare,
		rows:     map[string]string{"rev": "Total revenues", "cogs": "Total cost of revenues", "inv": "", "dinv": "", "capex": "Capital expenditures", "ppe": "Property and equipment, net", "div": "", "pension": "", "nci": "", "netattr": "", "sga": "General and administrative", "buyback": "Repurchases of common stock", "opinc": "Operating (loss) income", "net": "Net (loss) income", "da": "Depreciation and amortization", "mat": ""},
		segments: []string{"Cloud Subscriptions", "Professional Services"}, products: []string{"payroll software", "analytics subscriptions", "consulting services"}, places: []string{"Colorado", "Portugal", "Australia", "Japan"},
		materials: []string{"cloud hosting", "bandwidth"}, rivals: []string{"Numerix Cloud", "Tallyhouse"}, buyers: []string{"public agencies", "regional banks"}, ceo: "Sofia D. Marchetti", cfo: "Owen K. Pritchard-Bell"},
	{legal: "Northlake Power & Light Holdings, Inc.", short: "Northlake", ticker: "NLPL", former: "", stem: "0001093557-", hq: "Erie, Pennsylvania", exchange: "New York Stock Exchange",
		auditor: "Dunmore Pike LLP", city: "Pittsburgh, Pennsylvania", fyend: "December 31", size: 9800, years: []int{2019, 2022}, subsidiaries: []string{"Northlake Electric Company", "Lakeland Gas Company"},
		income: "Consolidated Statements of Income", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Common Shareholders' Equity", titles: titleNameAbove,
		rows:     map[string]string{"rev": "Total operating revenues", "cogs": "Fuel and purchased power", "gross": "", "rd": "", "sga": "Operation and maintenance", "capex": "Construction expenditures", "ppe": "Net utility plant in service", "inv": "Materials and supplies", "dinv": "Materials and supplies", "restr": "", "sti": "", "net": "Net income", "netattr": "Net income attributable to Northlake", "buyback": ""},
		segments: []string{"Electric Utility", "Gas Distribution", "Renewables"}, products: []string{"electricity", "natural gas", "transmission services"}, places: []string{"Pennsylvania", "New York", "Ohio"},
		materials: []string{"natural gas", "coal", "uranium"}, rivals: []string{"municipal utilities", "independent generators"}, buyers: []string{"residential customers", "steel mills"}, ceo: "Ruth A. Vandermolen", cfo: "Elliot S. Quarles"},
	{legal: "Tidewater Gaming & Resorts Ltd.", short: "Tidewater Gaming", ticker: "TGR", former: "Harbor Palace Entertainment", stem: "TIDEWATERGAMING", held: true, hq: "Biloxi, Mississippi", exchange: "New York Stock Exchange",
		auditor: "Merrow Llewellyn LLP", city: "Las Vegas, Nevada", fyend: "December 31", size: 13000000, thousands: true, years: []int{2018, 2022}, subsidiaries: []string{"Tidewater Operating Partnership LP"},
		income: "Consolidated Statements of Operations", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Stockholders' Equity", titles: titleNameAbove, leaders: true,
		rows:     map[string]string{"rev": "Net revenues", "cogs": "Casino and hotel operating costs", "gross": "", "rd": "", "sga": "General and administrative", "capex": "Capital expenditures, net of construction payable", "ppe": "Property and equipment, net", "ar": "Accounts receivable, net", "netattr": "Net income attributable to Tidewater Gaming & Resorts Ltd.", "buyback": "Purchases of common stock", "pension": ""},
		segments: []string{"Gulf Coast Resorts", "Las Vegas Strip", "Macau"}, products: []string{"casino games", "hotel rooms", "entertainment", "food and beverage"}, places: []string{"Mississippi", "Nevada", "Macau"},
		materials: []string{"food", "electricity"}, rivals: []string{"Silver Lagoon", "Grand Meridian"}, buyers: []string{"premium players", "convention groups"}, ceo: "William T. Broussard", cfo: "Yvonne C. Tran-Delacroix"},
	{legal: "Belvoir Beverage Company", short: "Belvoir", ticker: "BVB", former: "Old Harbor Bottling", stem: "annual-report-belvoir-", hq: "Richmond, Virginia", exchange: "New York Stock Exchange",
		auditor: "Harlan Voss LLP", city: "Richmond, Virginia", fyend: "December 31", size: 21000, years: []int{2018, 2021}, quarters: [][2]int{{2023, 3}},
		income: "Consolidated Income Statements", balance: "Consolidated Statements of Financial Position", cash: "Consolidated Cash Flow Statements", equity: "Consolidated Statements of Equity", titles: titleNameAbove, flows: true,
		rows:     map[string]string{"rev": "Net Revenue", "cogs": "Cost of sales", "gross": "Gross profit", "opinc": "Operating Profit", "capex": "Capital spending", "net": "Net income", "netattr": "Net Income Attributable to Belvoir", "buyback": "Share repurchases - common", "div": "Cash dividends paid", "rd": ""},
		segments: []string{"Sparkling", "Juices", "Bottling Investments"}, products: []string{"carbonated drinks", "juices", "bottled water", "energy drinks"}, places: []string{"Virginia", "Turkey", "Argentina", "Vietnam"},
		materials: []string{"sugar", "aluminum cans", "orange juice"}, rivals: []string{"Fizzworks", "Alpenquell"}, buyers: []string{"Grandmart", "independent bottlers"}, ceo: "Caroline B. Fitzroy", cfo: "Miguel A. Santoro"},
	{legal: "Marlowe Financial Group, Inc.", short: "Marlowe", ticker: "MFG", former: "Tri-County Savings", stem: "MARLOWE_FINANCIAL", held: true, subsidiaries: []string{"Marlowe Financial Group, Inc. (Parent Company Only)"}, hq: "Hartford, Connecticut", exchange: "New York Stock Exchange",
		auditor: "Whitcombe & Straker LLP", city: "Hartford, Connecticut", fyend: "December 31", size: 26000, years: []int{2019, 2022}, quarters: [][2]int{{2023, 3}},
		income: "Consolidated Statements of Income", balance: "Consolidated Balance Sheets", cash: "Consolidated Statements of Cash Flows", equity: "Consolidated Statements of Changes in Stockholders' Equity", titles: titleNameAbove,
		rows:     map[string]string{"rev": "Total revenues net of interest expense", "cogs": "", "gross": "", "rd": "", "inv": "", "dinv": "", "sga": "Compensation and employee benefits", "opinc": "", "restr": "", "tca": "", "tcl": "", "ppe": "Premises and equipment, net", "capex": "Purchases of premises and equipment", "ap": "Customer deposits", "dap": "Net change in customer deposits", "prepaid": "Loans held for investment, net", "intexp": "Total interest expense", "buyback": "Repurchase of common shares", "mat": ""},
		segments: []string{"Consumer Banking", "Commercial Lending", "Card Services"}, products: []string{"mortgages", "credit cards", "deposit accounts", "treasury services"}, places: []string{"Connecticut", "Massachusetts", "Rhode Island"},
		materials: []string{"funding"}, rivals: []string{"Seaboard Trust", "Penfield Bank"}, buyers: []string{"small businesses", "card members"}, ceo: "Andrew V. Lindqvist", cfo: "Denise M. Okonkwo"},
}
