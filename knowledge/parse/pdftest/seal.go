package pdftest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
)

// Cipher is how a PDF is encrypted.
type Cipher int

// The ciphers of the standard security handler.
const (
	RC4x40  Cipher = iota // version 1, revision 2: PDF 1.1
	RC4x128               // version 2, revision 3: PDF 1.4
	AES128                // version 4, revision 4: PDF 1.6
	AES256                // version 5, revision 6: PDF 2.0
)

// permissions allow nothing that can be forbidden but printing.
var permissions uint32 = 0xFFFFF7D4

// padding is the string that fills passwords up (ISO 32000-1, algorithm 2).
const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"

func padded(password string) []byte { return append(latin1(password), padding...)[:32] }

// encrypt sets the standard security handler up.
func (w *writer) encrypt(c Cipher, user, owner string) {
	if owner == "" {
		owner = user
	}
	w.cipher = c
	if c == AES256 {
		w.encrypt256(user, owner)
		return
	}
	const id = "carrel-test-id-0"
	bytesOfKey, version, revision, rounds, more := 5, 1, 2, 0, ""
	if c != RC4x40 {
		bytesOfKey, version, revision, rounds, more = 16, 2, 3, 50, " /Length 128"
	}
	if c == AES128 {
		version, revision = 4, 4
		more += " /CF << /StdCF << /CFM /AESV2 /AuthEvent /DocOpen /Length 16 >> >> /StmF /StdCF /StrF /StdCF"
	}
	hashed := func(parts ...[]byte) []byte {
		sum := md5.Sum(bytes.Join(parts, nil))
		for range rounds {
			sum = md5.Sum(sum[:bytesOfKey])
		}
		return sum[:bytesOfKey]
	}
	// Algorithm 3: the owner's entry.
	o := rc4ed(hashed(padded(owner)), padded(user), rounds > 0)
	// Algorithm 2: the key.
	w.key = hashed(padded(user), o, binary.LittleEndian.AppendUint32(nil, permissions), []byte(id))
	// Algorithms 4 and 5: the user's entry.
	u := rc4ed(w.key, []byte(padding), false)
	if rounds > 0 {
		sum := md5.Sum([]byte(padding + id))
		u = append(rc4ed(w.key, sum[:], true), make([]byte, 16)...)
	}
	w.trailer = fmt.Sprintf(" /ID [<%x> <%x>] /Encrypt << /Filter /Standard /V %d /R %d /O <%x> /U <%x> /P %d%s >>", id, id, version, revision, o, u, int32(permissions), more)
}

// encrypt256 is encrypt with a 256-bit key (ISO 32000-2, algorithms 8 to 10).
func (w *writer) encrypt256(user, owner string) {
	key := sha256.Sum256([]byte("the key of a test"))
	w.key = key[:]
	entry := func(password, salt string, u []byte) (check, wrapped []byte) {
		validation, forKey := salt+"-check-", salt+"-wraps-" // 8 bytes
		check = append(hash2B([]byte(password), []byte(validation), u), validation+forKey...)
		return check, cbc(hash2B([]byte(password), []byte(forKey), u), make([]byte, 16), w.key)
	}
	u, ue := entry(user, "u", nil)
	o, oe := entry(owner, "o", u)
	perms := append(binary.LittleEndian.AppendUint32(nil, permissions), "\xFF\xFF\xFF\xFFTadbtest"...)
	block, err := aes.NewCipher(w.key)
	if err != nil {
		panic(err) // the key is of a valid size
	}
	block.Encrypt(perms, perms)
	w.trailer = fmt.Sprintf(" /ID [<00> <00>] /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> /StmF /StdCF /StrF /StdCF"+
		" /O <%x> /U <%x> /OE <%x> /UE <%x> /Perms <%x> /P %d >>", o, u, oe, ue, perms, int32(permissions))
}

// hash2B is algorithm 2.B of ISO 32000-2.
func hash2B(password, salt, u []byte) []byte {
	first := sha256.Sum256(bytes.Join([][]byte{password, salt, u}, nil))
	k := first[:]
	for round := 1; ; round++ {
		e := cbc(k[:16], k[16:32], bytes.Repeat(bytes.Join([][]byte{password, k, u}, nil), 64))
		remainder := 0 // of the first 16 bytes as a number: 256 leaves 1
		for _, b := range e[:16] {
			remainder += int(b)
		}
		switch remainder % 3 {
		case 0:
			sum := sha256.Sum256(e)
			k = sum[:]
		case 1:
			sum := sha512.Sum384(e)
			k = sum[:]
		case 2:
			sum := sha512.Sum512(e)
			k = sum[:]
		}
		if round >= 64 && int(e[len(e)-1]) <= round-32 {
			return k[:32]
		}
	}
}

// sealed is data as it stands in object n of an encrypted file.
func (w *writer) sealed(n int, data []byte) []byte {
	if w.key == nil {
		return data
	}
	key := w.key
	if w.cipher != AES256 { // algorithm 1
		key = append(bytes.Clone(key), byte(n), byte(n>>8), byte(n>>16), 0, 0)
		if w.cipher == AES128 {
			key = append(key, "sAlT"...)
		}
		sum := md5.Sum(key)
		key = sum[:min(len(w.key)+5, 16)]
	}
	if w.cipher == RC4x40 || w.cipher == RC4x128 {
		return rc4ed(key, data, false)
	}
	iv := md5.Sum(data)
	fill := 16 - len(data)%16
	return append(iv[:], cbc(key, iv[:], append(bytes.Clone(data), bytes.Repeat([]byte{byte(fill)}, fill)...))...)
}

// cbc encrypts whole blocks with AES.
func cbc(key, iv, data []byte) []byte {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the keys above are of valid sizes
	}
	out := make([]byte, len(data))
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, data)
	return out
}

// rc4ed encrypts data; over and over, with 19 keys more, where again is set.
func rc4ed(key, data []byte, again bool) []byte {
	times := 1
	if again {
		times = 20
	}
	for i := range times {
		mixed := bytes.Clone(key)
		for j := range mixed {
			mixed[j] ^= byte(i)
		}
		c, err := rc4.NewCipher(mixed)
		if err != nil {
			panic(err) // the keys above are of valid sizes
		}
		out := make([]byte, len(data))
		c.XORKeyStream(out, data)
		data = out
	}
	return data
}
