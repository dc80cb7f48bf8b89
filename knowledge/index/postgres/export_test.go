package postgres

import (
	"context"
	"time"
)

// Exec runs a statement.
func (s *Store) Exec(ctx context.Context, statement string) error {
	_, err := s.pool.Exec(ctx, statement)
	return err
}

// SetExactly sets up to how many vectors all are compared, and gives what sets
// it back.
func SetExactly(n int) (back func()) {
	was := exactly
	exactly = n
	return func() { exactly = was }
}

// SetTrusted sets how long a connection is used, and gives what sets it back.
func SetTrusted(d time.Duration) (back func()) {
	was := trusted
	trusted = d
	return func() { trusted = was }
}
