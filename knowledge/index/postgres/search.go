package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"carrel/knowledge/index"
)

// numberBits are those of a passage's number in the key that rankings have for
// it: the document's key before it.
const numberBits = 24

// depth is how many passages of each ranking are fused.
const depth = 100

// Search is knowledge.TeamReader's.
func (s *Store) Search(ctx context.Context, q index.SharedQuery) (hits []index.SharedHit, err error) {
	if q.K <= 0 {
		return nil, nil
	}
	err = s.reading(ctx, "search the team's store", func(tx pgx.Tx) error {
		search := search{tx: tx, query: q, depth: max(q.K, depth)}
		search.filter(q.Filter)
		hits, err = search.run(ctx)
		return err
	})
	return hits, err
}

// search is one search on its way.
type search struct {
	tx         pgx.Tx
	query      index.SharedQuery
	depth      int
	where      []string // conditions on the document d
	args       pgx.NamedArgs
	dimensions int
}

func (s *search) run(ctx context.Context) ([]index.SharedHit, error) {
	embedder, err := embedderOf(ctx, s.tx, "")
	if err != nil {
		return nil, err
	}
	var passages, vectors int
	var average float64
	err = s.tx.QueryRow(ctx, `SELECT coalesce(sum(passages), 0), coalesce(sum(vectors), 0), coalesce(sum(terms)::float8 / nullif(sum(passages), 0), 0) FROM carrel.document`).Scan(&passages, &vectors, &average)
	if err != nil {
		return nil, err
	}
	if vectors == 0 {
		s.query.Vector = nil
	}
	s.dimensions = embedder.Dimensions
	if s.query.Vector != nil && len(s.query.Vector) != s.dimensions {
		return nil, &index.OtherEmbedder{Theirs: embedder, Ours: index.SharedEmbedder{Dimensions: len(s.query.Vector)}}
	}
	var words, meaning []index.Ranked
	var bound float64
	if len(s.query.Terms) > 0 {
		if words, bound, err = s.words(ctx, passages, average); err != nil {
			return nil, err
		}
	}
	cosines := map[int64]float64{}
	if s.query.Vector != nil {
		if meaning, err = s.meaning(ctx, vectors); err != nil {
			return nil, err
		}
		if cosines, err = s.cosines(ctx, words, meaning); err != nil {
			return nil, err
		}
	}
	ranked := index.FuseShared(s.query, words, meaning, bound, cosines)
	share := make(map[int64]float64, len(words))
	for _, r := range words {
		share[r.Passage] = r.Score / bound
	}
	return s.hits(ctx, ranked[:min(s.query.K, len(ranked))], share, cosines)
}

// filter makes conditions of a filter.
func (s *search) filter(f index.SharedFilter) {
	s.args = pgx.NamedArgs{}
	add := func(condition, name string, value any) {
		s.where = append(s.where, condition)
		s.args[name] = value
	}
	if len(f.Documents) > 0 {
		add(`d.id = ANY(@documents)`, "documents", f.Documents)
	}
	if len(f.Formats) > 0 {
		add(`d.format = ANY(@formats)`, "formats", f.Formats)
	}
	if len(f.Languages) > 0 {
		tags := make([]string, len(f.Languages))
		for i, tag := range f.Languages {
			tags[i] = string(tag)
		}
		add(`d.language = ANY(@languages)`, "languages", tags)
	}
	if !f.Since.IsZero() {
		add(`d.added_at >= @since`, "since", f.Since.UnixMilli())
	}
	if !f.Until.IsZero() {
		add(`d.added_at < @until`, "until", f.Until.UnixMilli())
	}
	if f.DatedSince != "" {
		// What is known less exactly may be of that day.
		add(`d.day <> '' AND (d.day >= @datedSince OR starts_with(@datedSince, d.day))`, "datedSince", string(f.DatedSince))
	}
	if f.DatedUntil != "" {
		add(`d.day <> '' AND (d.day <= @datedUntil OR starts_with(d.day, @datedUntil))`, "datedUntil", string(f.DatedUntil))
	}
	var holder []string
	if len(f.Collections) > 0 {
		holder = append(holder, `h.collections && @collections`)
		s.args["collections"] = f.Collections
	}
	if f.Folder != "" {
		holder = append(holder, `(h.path = @folder OR starts_with(h.path, @below) OR starts_with(h.path, @belowWindows))`)
		s.args["folder"], s.args["below"], s.args["belowWindows"] = f.Folder, strings.TrimSuffix(f.Folder, "/")+"/", strings.TrimSuffix(f.Folder, `\`)+`\`
	}
	if len(holder) > 0 {
		s.where = append(s.where, `EXISTS (SELECT 1 FROM carrel.holder h WHERE h.document = d.key AND `+strings.Join(holder, " AND ")+`)`)
	}
}

// passing are the filter's conditions, beginning with AND.
func (s *search) passing() string {
	if len(s.where) == 0 {
		return ""
	}
	return " AND " + strings.Join(s.where, " AND ")
}

// with gives the filter's arguments and more.
func (s *search) with(more pgx.NamedArgs) pgx.NamedArgs {
	for name, value := range s.args {
		more[name] = value
	}
	return more
}

// words ranks by BM25, as the library's own index does, and gives the bound that
// no score reaches.
func (s *search) words(ctx context.Context, passages int, average float64) (list []index.Ranked, bound float64, err error) {
	texts := make([]string, len(s.query.Terms))
	required := make([]bool, len(texts))
	needed := 0
	for i, t := range s.query.Terms {
		if texts[i], required[i] = t.Text, t.Required; t.Required {
			needed++
		}
	}
	rows, err := s.tx.Query(ctx, `SELECT term, sum(cardinality(entries)) FROM carrel.posting WHERE term = ANY($1) GROUP BY term`, texts)
	if err != nil {
		return nil, 0, err
	}
	counts := map[string]int{}
	var term string
	var count int
	if _, err := pgx.ForEachRow(rows, []any{&term, &count}, func() error { counts[term] = count; return nil }); err != nil {
		return nil, 0, err
	}
	weights := make([]float64, len(texts))
	for i, text := range texts {
		weights[i] = index.BM25Weight(counts[text], passages)
		bound += weights[i]
	}
	ratio, free := index.BM25Norm(average)
	rows, err = s.tx.Query(ctx, `SELECT (p.document << @bits) | (e >> 32) AS passage, sum(q.weight * f / (f + @free::float8 + @ratio::float8 * (e & 65535))) AS score
		FROM unnest(@terms::text[], @weights::float8[], @required::bool[]) AS q (term, weight, required)
		JOIN carrel.posting p ON p.term = q.term
		JOIN carrel.document d ON d.key = p.document
		CROSS JOIN LATERAL unnest(p.entries) AS e
		CROSS JOIN LATERAL (SELECT ((e >> 16) & 65535) / 2.0::float8 AS f) AS frequency
		WHERE true`+s.passing()+`
		GROUP BY 1 HAVING count(*) FILTER (WHERE q.required) = @needed
		ORDER BY 2 DESC, 1 LIMIT @depth`,
		s.with(pgx.NamedArgs{"bits": numberBits, "free": free, "ratio": ratio, "terms": texts, "weights": weights, "required": required, "needed": needed, "depth": s.depth}))
	if err != nil {
		return nil, 0, err
	}
	list, err = pgx.CollectRows(rows, scanRanked)
	return list, bound, err
}

func scanRanked(row pgx.CollectableRow) (r index.Ranked, err error) {
	err = row.Scan(&r.Passage, &r.Score)
	return r, err
}

// exactly is up to how many vectors all are compared, in about a tenth of a second.
var exactly = 20_000 // tests lower it

// spare is how many passages more than asked for are taken from the HNSW index,
// which compares at half precision, and compared again.
const spare = 50

// efSearch is how many candidates the HNSW index keeps on its way: recall@10 and
// time are in docs/decisions.md.
const efSearch = 400

// meaning ranks by the inner product with the query's vector, among vectors in all.
func (s *search) meaning(ctx context.Context, vectors int) ([]index.Ranked, error) {
	if len(s.where) > 0 {
		err := s.tx.QueryRow(ctx, `SELECT coalesce(sum(d.vectors), 0) FROM carrel.document d WHERE true`+s.passing(), s.with(pgx.NamedArgs{})).Scan(&vectors)
		if err != nil {
			return nil, err
		}
	}
	args := s.with(pgx.NamedArgs{"query": s.query.Vector, "bits": numberBits, "depth": s.depth, "spare": s.depth + spare})
	from := `FROM carrel.embedding v JOIN carrel.document d ON d.key = v.document WHERE true` + s.passing()
	if len(s.where) == 0 {
		from = `FROM carrel.embedding v`
	}
	query := `SELECT (v.document << @bits) | v.number AS passage, -(v.value <#> @query::real[]::vector) AS score ` + from + ` ORDER BY score DESC, passage LIMIT @depth`
	if vectors > exactly {
		// Where a filter lets few of the nearest pass the scan goes on.
		if _, err := s.tx.Exec(ctx, fmt.Sprintf(`SET LOCAL hnsw.ef_search = %d; SET LOCAL hnsw.iterative_scan = strict_order`, efSearch)); err != nil {
			return nil, err
		}
		half := fmt.Sprintf(`(v.value::halfvec(%d)) <#> @query::real[]::halfvec(%[1]d)`, s.dimensions)
		query = `SELECT passage, -(value <#> @query::real[]::vector) AS score FROM (
			SELECT (v.document << @bits) | v.number AS passage, v.value ` + from + ` ORDER BY ` + half + ` LIMIT @spare) AS near
			ORDER BY score DESC, passage LIMIT @depth`
	}
	rows, err := s.tx.Query(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanRanked)
}

// cosines gives the inner products of the query and all passages that were
// ranked; those without a vector are left out.
func (s *search) cosines(ctx context.Context, words, meaning []index.Ranked) (map[int64]float64, error) {
	cosines := make(map[int64]float64, len(words)+len(meaning))
	for _, r := range meaning {
		cosines[r.Passage] = r.Score
	}
	var documents []int64
	var numbers []int32
	for _, r := range words {
		if _, known := cosines[r.Passage]; !known {
			documents = append(documents, r.Passage>>numberBits)
			numbers = append(numbers, int32(r.Passage&(1<<numberBits-1)))
		}
	}
	if len(documents) == 0 {
		return cosines, nil
	}
	rows, err := s.tx.Query(ctx, `SELECT (v.document << $4) | v.number, -(v.value <#> $1::real[]::vector) FROM unnest($2::bigint[], $3::int[]) AS q (document, number)
		JOIN carrel.embedding v ON v.document = q.document AND v.number = q.number`, s.query.Vector, documents, numbers, numberBits)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanRanked)
	for _, r := range list {
		cosines[r.Passage] = r.Score
	}
	return cosines, err
}

// hits makes hits of a ranking.
func (s *search) hits(ctx context.Context, ranked []index.Ranked, words, cosines map[int64]float64) ([]index.SharedHit, error) {
	if len(ranked) == 0 {
		return nil, nil
	}
	keys := make([]int64, len(ranked))
	numbers := make([]int32, len(ranked))
	for i, r := range ranked {
		keys[i], numbers[i] = r.Passage>>numberBits, int32(r.Passage&(1<<numberBits-1))
	}
	found, err := documents(ctx, s.tx, `SELECT `+documentColumns+` FROM carrel.document d WHERE d.key = ANY($1)`, keys)
	if err != nil {
		return nil, err
	}
	byKey := make(map[int64]index.SharedDocument, len(found))
	for _, d := range found {
		byKey[d.key] = d.SharedDocument
	}
	rows, err := s.tx.Query(ctx, `SELECT (p.document << $3) | p.number, `+passageColumns+` FROM unnest($1::bigint[], $2::int[]) AS q (document, number)
		JOIN carrel.passage p ON p.document = q.document AND p.number = q.number`, keys, numbers, numberBits)
	if err != nil {
		return nil, err
	}
	passages := make(map[int64]index.SharedPassage, len(ranked))
	var key int64
	var p index.SharedPassage
	_, err = pgx.ForEachRow(rows, []any{&key, &p.Number, &p.Page, &p.Start, &p.End, &p.Where, &p.Heading, &p.Inside, &p.Text}, func() error {
		passages[key] = p
		return nil
	})
	if err != nil {
		return nil, err
	}
	hits := make([]index.SharedHit, len(ranked))
	for i, r := range ranked {
		hits[i] = index.SharedHit{Document: byKey[keys[i]], Passage: passages[r.Passage], Score: r.Score, Words: words[r.Passage], Cosine: cosines[r.Passage]}
	}
	index.SortHits(hits)
	return hits, nil
}
