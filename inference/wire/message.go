package wire

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// Greeting is the payload of Hello.
type Greeting struct {
	Protocol int             `json:"protocol"`
	Info     json.RawMessage `json:"info,omitempty"` // from the engine: inference.EngineInfo
}

// Request is the payload of Call: a method and its parameters.
type Request struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

// The methods, with the types of package inference that are their parameters
// and results.
const (
	MethodInfo     = "info"     // nothing -> EngineInfo
	MethodLoad     = "load"     // LoadRequest -> ModelInfo
	MethodUnload   = "unload"   // ModelSpec -> nothing
	MethodGenerate = "generate" // GenerateRequest -> Text..., GenerateResult
	MethodEmbed    = "embed"    // EmbedRequest -> Vectors..., nothing
	MethodRerank   = "rerank"   // RerankRequest -> Vectors of one column..., nothing
	MethodTokenize = "tokenize" // TokenizeRequest -> []int32
	MethodCount    = "count"    // CountRequest -> int
	MethodLengths  = "lengths"  // LengthsRequest -> LengthsResult
	MethodBench    = "bench"    // BenchRequest -> BenchResult
	MethodForget   = "forget"   // nothing -> nothing
	MethodSettings = "settings" // EngineSettings -> nothing
)

// ErrVectors says that a Vectors payload is not a whole table of numbers.
var ErrVectors = errors.New("a message with vectors is malformed")

// AppendVectors appends rows of equal length: the number of rows and of
// columns (uint32), then the values row by row (float32), little endian.
func AppendVectors(dst []byte, rows [][]float32) ([]byte, error) {
	columns := 0
	if len(rows) > 0 {
		columns = len(rows[0])
	}
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(rows)))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(columns))
	for _, row := range rows {
		if len(row) != columns {
			return nil, fmt.Errorf("%w: rows of %d and %d values", ErrVectors, columns, len(row))
		}
		for _, v := range row {
			dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(v))
		}
	}
	return dst, nil
}

// ParseVectors is the inverse of AppendVectors.
func ParseVectors(p []byte) ([][]float32, error) {
	if len(p) < 8 {
		return nil, ErrVectors
	}
	rows := uint64(binary.LittleEndian.Uint32(p))
	columns := uint64(binary.LittleEndian.Uint32(p[4:]))
	p = p[8:]
	// Rows without columns would let a short message ask for any number of them.
	if (columns == 0) != (rows == 0) || rows*columns != uint64(len(p)/4) || len(p)%4 != 0 {
		return nil, ErrVectors
	}
	all := make([]float32, rows*columns)
	for i := range all {
		all[i] = math.Float32frombits(binary.LittleEndian.Uint32(p[i*4:]))
	}
	out := make([][]float32, rows)
	for i := range out {
		out[i] = all[uint64(i)*columns : uint64(i+1)*columns : uint64(i+1)*columns]
	}
	return out, nil
}
