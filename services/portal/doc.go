// Package portal shows pages to people: the queue of proposals, one proposal, regions, practices, plans, and why a
// practice is not suggested. It exists so that the main job can be done in any browser, on a phone, without JavaScript and
// on paper.
//
// It owns no facts and takes no commands: its forms post to the operations of the services that own what they change.
// Facts in: match.*, question.*, plan.*, recommendation.ranked, need.*, region.status_set; everything else it asks the
// catalogue. Views: portal. It never calls another service.
package portal
