package links

import (
	"net/http"
	"time"
)

// Checker looks where links lead; servers are asked only if it has a client.
type Checker struct {
	client *http.Client
	seen   map[string]string
}

// NewChecker makes a checker that asks servers too, or does not.
func NewChecker(remote bool) *Checker {
	checker := &Checker{seen: map[string]string{}}
	if remote {
		checker.client = &http.Client{Timeout: 10 * time.Second}
	}
	return checker
}

func (c *Checker) ask(address string) string {
	if c.client == nil {
		return ""
	}
	if reason, known := c.seen[address]; known {
		return reason
	}
	request, err := http.NewRequest(http.MethodHead, address, nil)
	if err != nil {
		return "no address"
	}
	answer, err := c.client.Do(request)
	if err != nil {
		return err.Error()
	}
	answer.Body.Close()
	c.seen[address] = verdict(answer)
	return c.seen[address]
}

func verdict(answer *http.Response) string {
	if answer.StatusCode >= http.StatusBadRequest {
		return answer.Status
	}
	return ""
}
