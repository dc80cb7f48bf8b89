package parse

import (
	"sync"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Costs of text in the encodings of two bytes a character, see
// encodingguess.go. A character costs by where it stands in its code, which is
// laid out by how common it is, and less when it is one of the commonest.
const (
	costCommon  = 4.3  // one of the listed characters
	costKana    = 4.6  // Japanese has these for its commonest
	costLevel1  = 8.3  // one of the some 3,000 in daily use
	costLevel2  = 12.0 // a rare one
	costMark    = 3.5  // 。、「」 and the like
	costWide    = 7.0  // ASCII in double width
	costOutside = 16.0 // in the gaps, an extension
	costInvalid = 25.0
)

// The commonest characters of Chinese in both scripts and of Korean.
const (
	commonHans   = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
	commonHant   = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運"
	commonHangul = "이다는을의에고가하지은한로기도사를리아인대서자있나시어그수일들해정과부전장라제상구보여만주성조동스비위원으면적게안신오와까없것간내국년말거계관공경용중화미연려방소세실드생선무개우유러모회당음니었되트결된학할히마산진운입난문체같건던르않현분치발며레후처많민물터호행요합날군살력때번람금심야본복최각작교저외형술업"
)

var (
	commonGB18030 = sync.OnceValue(func() *[1 << 16]bool { return inCode(commonHans, simplifiedchinese.GB18030) })
	commonBig5    = sync.OnceValue(func() *[1 << 16]bool { return inCode(commonHant, traditionalchinese.Big5) })
	commonEUCKR   = sync.OnceValue(func() *[1 << 16]bool { return inCode(commonHangul, korean.EUCKR) })
)

// inCode marks the codes of characters that take two bytes each.
func inCode(characters string, e encoding.Encoding) *[1 << 16]bool {
	marked := new([1 << 16]bool)
	for _, r := range characters {
		if b, err := e.NewEncoder().String(string(r)); err == nil && len(b) == 2 {
			marked[uint16(b[0])<<8|uint16(b[1])] = true
		}
	}
	return marked
}

// costPairs adds up the costs of all characters. one gives the cost of the
// character that begins with bytes above 127, and how many bytes it takes: 0
// when it is none.
func costPairs(data []byte, one func(a, b byte, rest []byte) (float64, int)) float64 {
	cost := 0.0
	for i := 0; i < len(data); {
		a := data[i]
		if a < 0x80 {
			i++
			continue
		}
		if i+1 == len(data) {
			return cost // cut in the middle
		}
		c, n := one(a, data[i+1], data[i:])
		if n == 0 {
			c, n = costInvalid, 1
		}
		cost += c
		i += n
	}
	return cost
}

func costGB18030(data []byte) float64 {
	common := commonGB18030()
	return costPairs(data, func(a, b byte, rest []byte) (float64, int) {
		switch {
		case a == 0x80 || a == 0xFF:
			return 0, 0
		case b >= 0x30 && b <= 0x39:
			if len(rest) >= 4 && rest[2] >= 0x81 && rest[2] <= 0xFE && rest[3] >= 0x30 && rest[3] <= 0x39 {
				return costOutside, 4
			}
			return 0, 0
		case b < 0x40 || b == 0x7F || b == 0xFF:
			return 0, 0
		case common[uint16(a)<<8|uint16(b)]:
			return costCommon, 2
		case b < 0xA1 || a < 0xA1:
			return costOutside, 2 // the extension GBK
		case a == 0xA1:
			return costMark, 2
		case a == 0xA3:
			if b == 0xAC || b == 0xBA || b == 0xBB || b == 0xA8 || b == 0xA9 || b == 0xBF || b == 0xA1 {
				return costMark, 2 // ，：；（）？！
			}
			return costWide, 2
		case a >= 0xB0 && a <= 0xD7:
			return costLevel1, 2
		case a >= 0xD8 && a <= 0xF7:
			return costLevel2, 2
		}
		return costOutside, 2
	})
}

func costBig5(data []byte) float64 {
	common := commonBig5()
	return costPairs(data, func(a, b byte, _ []byte) (float64, int) {
		switch {
		case a < 0xA1 || a > 0xF9 || b < 0x40 || b > 0x7E && b < 0xA1 || b == 0xFF:
			return 0, 0
		case common[uint16(a)<<8|uint16(b)]:
			return costCommon, 2
		case a == 0xA1:
			return costMark, 2
		case a <= 0xA3:
			return costWide, 2
		case a <= 0xC6:
			return costLevel1, 2
		case a < 0xC9:
			return costOutside, 2
		}
		return costLevel2, 2
	})
}

func costEUCKR(data []byte) float64 {
	common := commonEUCKR()
	return costPairs(data, func(a, b byte, _ []byte) (float64, int) {
		switch {
		case a < 0x81 || a == 0xFF || b < 0x41 || b == 0xFF || b > 0x5A && b < 0x61 || b > 0x7A && b < 0x81:
			return 0, 0
		case common[uint16(a)<<8|uint16(b)]:
			return costCommon, 2
		case b < 0xA1 || a < 0xA1:
			return costOutside, 2 // the extension of Windows
		case a == 0xA1:
			return costMark, 2
		case a == 0xA3:
			return costWide, 2
		case a >= 0xB0 && a <= 0xC8:
			return costLevel1, 2
		case a >= 0xCA && a <= 0xFD:
			return costLevel2, 2
		}
		return costOutside, 2
	})
}

func costEUCJP(data []byte) float64 {
	return costPairs(data, func(a, b byte, rest []byte) (float64, int) {
		switch {
		case a == 0x8E && b >= 0xA1 && b <= 0xDF:
			return costWide + 3, 2 // half-width kana
		case a == 0x8F && len(rest) >= 3 && b >= 0xA1 && rest[2] >= 0xA1:
			return costOutside, 3
		case a < 0xA1 || a == 0xFF || b < 0xA1 || b == 0xFF:
			return 0, 0
		case a == 0xA4:
			return costKana, 2
		case a == 0xA5:
			return costKana + 0.5, 2
		case a == 0xA1:
			return costMark, 2
		case a == 0xA3:
			return costWide, 2
		case a >= 0xB0 && a <= 0xCF:
			return costLevel1, 2
		case a >= 0xD0 && a <= 0xF4:
			return costLevel2, 2
		}
		return costOutside, 2
	})
}

func costShiftJIS(data []byte) float64 {
	return costPairs(data, func(a, b byte, _ []byte) (float64, int) {
		switch {
		case a >= 0xA1 && a <= 0xDF:
			return costWide, 1 // half-width kana
		case a == 0x80 || a == 0xA0 || a > 0xFC || b < 0x40 || b == 0x7F || b > 0xFC:
			return 0, 0
		case a == 0x82 && b >= 0x9F && b <= 0xF1:
			return costKana, 2
		case a == 0x83 && b <= 0x96:
			return costKana + 0.5, 2
		case a == 0x81:
			return costMark, 2
		case a == 0x82:
			return costWide, 2
		case a >= 0x88 && a <= 0x97, a == 0x98 && b <= 0x72:
			return costLevel1, 2
		case a >= 0x98 && a <= 0x9F, a >= 0xE0 && a <= 0xEA:
			return costLevel2, 2
		}
		return costOutside, 2
	})
}
