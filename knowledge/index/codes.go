package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
)

// A code is a vector in bytes: each number as a step from -127 to 127 of a
// length that is the vector's own, plus 128. Codes take a quarter of the
// vectors' memory, and comparing them is as quick as memory is. An inner product
// of unit vectors of 384 dimensions is off by about 0.0006; the best are compared
// again with the vectors themselves.

// codeOf writes the code of a vector and returns the length of a step, and the
// sum of the bytes.
func codeOf(code []byte, vector []float32) (step float32, sum uint32) {
	largest := float32(0)
	for _, x := range vector {
		if x < 0 {
			x = -x
		}
		if x > largest { // not for NaN, which becomes 0 below
			largest = x
		}
	}
	if largest == 0 || math.IsInf(float64(largest), 0) {
		for i := range vector {
			code[i] = 128
		}
		return 0, 128 * uint32(len(vector))
	}
	step = largest / 127
	for i, x := range vector {
		c := 128.0
		if x == x {
			c = math.Round(float64(x)/float64(largest)*127) + 128
		}
		code[i] = byte(c)
		sum += uint32(code[i])
	}
	return step, sum
}

// queryCode is a query ready to be compared with codes.
type queryCode struct {
	code []byte
	step float64
	// bias is 128 times the sum of the query's bytes less what the 128 of both
	// sides make together: Σ(x-128)(q-128) = Σxq - 128Σx - bias.
	bias float64
}

func newQueryCode(query []float32) queryCode {
	q := queryCode{code: make([]byte, len(query))}
	step, sum := codeOf(q.code, query)
	q.step = float64(step)
	q.bias = 128*float64(sum) - 128*128*float64(len(query))
	return q
}

// product is about the inner product of the query and the vector of a code.
func (q *queryCode) product(code []byte, step float32, sum uint32) float64 {
	return q.step * float64(step) * (float64(dotBytes(q.code, code)) - 128*float64(sum) - q.bias)
}

// dotBytesPlain is dotBytes without help from the processor.
func dotBytesPlain(a, b []byte) (sum uint32) {
	b = b[:len(a)]
	for i, x := range a {
		sum += uint32(x) * uint32(b[i])
	}
	return sum
}

// dot is the inner product of two vectors of the same length. It is the same on
// every machine, to the last digit.
func dot(a, b []float32) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += float64(float64(a[i]) * float64(b[i])) // the conversion keeps the product from being fused
		s1 += float64(float64(a[i+1]) * float64(b[i+1]))
		s2 += float64(float64(a[i+2]) * float64(b[i+2]))
		s3 += float64(float64(a[i+3]) * float64(b[i+3]))
	}
	for ; i < len(a); i++ {
		s0 += float64(float64(a[i]) * float64(b[i]))
	}
	return (s0 + s1) + (s2 + s3)
}

// coded is the code of a passage's vector.
type coded struct {
	passage, document int64
	step              float32
	sum               uint32
	code              []byte
}

// A chunk holds the codes of the passages number<<8 to number<<8 | 255:
// uvarint(dimensions), then for each the low byte of the passage,
// varint(document), the step as a float32, and the code.

const chunkBits = 8

func appendCoded(data []byte, c coded) []byte {
	if len(data) == 0 {
		data = binary.AppendUvarint(data, uint64(len(c.code)))
	}
	data = append(data, byte(c.passage))
	data = binary.AppendVarint(data, c.document)
	data = binary.LittleEndian.AppendUint32(data, math.Float32bits(c.step))
	return append(data, c.code...)
}

// eachCoded hands over the codes of a chunk, which are parts of data.
func eachCoded(number int64, data []byte, do func(coded) error) error {
	wrong := fmt.Errorf("chunk %d of the vectors' codes is damaged", number)
	dimensions, size := binary.Uvarint(data)
	if size <= 0 || dimensions == 0 || dimensions > maxDimensions {
		return wrong
	}
	data = data[size:]
	ones := bytes.Repeat([]byte{1}, int(dimensions))
	for last := -1; len(data) > 0; {
		c := coded{passage: number<<chunkBits | int64(data[0])}
		if int(data[0]) <= last {
			return wrong
		}
		last = int(data[0])
		var size int
		if c.document, size = binary.Varint(data[1:]); size <= 0 {
			return wrong
		}
		data = data[1+size:]
		if uint64(len(data)) < 4+dimensions {
			return wrong
		}
		c.step = math.Float32frombits(binary.LittleEndian.Uint32(data))
		c.code = data[4 : 4+dimensions : 4+dimensions]
		data = data[4+dimensions:]
		c.sum = dotBytes(ones, c.code)
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}

// maxDimensions is the most dimensions of which inner products of codes are sure
// to fit their 32 bits.
const maxDimensions = 1 << 16
