package gen

// queue is a heap of connections by the time of their next step; four
// children a node, because it is deep and its comparisons are cheap.
type queue struct {
	items []waiting
}

type waiting struct {
	at   int64 // ns since the epoch
	conn *conn
}

const children = 4

func (q *queue) push(w waiting) {
	q.items = append(q.items, w)
	i := len(q.items) - 1
	for i > 0 {
		parent := (i - 1) / children
		if q.items[parent].at <= w.at {
			break
		}
		q.items[i] = q.items[parent]
		i = parent
	}
	q.items[i] = w
}

// replace puts w where the first was and restores the order.
func (q *queue) replace(w waiting) {
	i, n := 0, len(q.items)
	for {
		least, at := -1, w.at
		for child := children*i + 1; child < min(children*i+1+children, n); child++ {
			if q.items[child].at < at {
				least, at = child, q.items[child].at
			}
		}
		if least < 0 {
			break
		}
		q.items[i] = q.items[least]
		i = least
	}
	q.items[i] = w
}

// drop removes the first.
func (q *queue) drop() {
	last := q.items[len(q.items)-1]
	q.items[len(q.items)-1] = waiting{}
	q.items = q.items[:len(q.items)-1]
	if len(q.items) > 0 {
		q.replace(last)
	}
}
