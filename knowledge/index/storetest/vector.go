package storetest

import (
	"cmp"
	"math"
)

func sqrt32(x float64) float32 { return float32(math.Sqrt(x)) }

func cmpFloat(a, b float64) int { return cmp.Compare(a, b) }

func dot(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
