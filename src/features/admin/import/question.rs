//! Questions to a person, and the answers.
//!
//! A question belongs to a row and a column, or to the agency itself. Its answer is `ya` (take the proposal), `lewati`
//! (leave it out) or a typed value. `ya` counts only for the proposal that the person saw: when the file has changed
//! since, the question stays open. An offer is a question whose proposal is taken without an answer.

use super::{
    cell::{shown, squeezed, words},
    column::Column,
    table::RowId,
};
use std::collections::{HashMap, HashSet};

/// One decision that a person must make, or has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub row: RowId,
    /// The row as people see it, or the word for the agency.
    pub label: String,
    pub name: String,
    pub column: Column,
    /// The value in the file, masked for people.
    pub given: String,
    pub reason: String,
    pub proposal: Option<String>,
    /// As the person typed it; empty when there is none.
    pub answer: String,
    pub open: bool,
}

/// An answer, with the question as the person saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub name: String,
    pub proposal: String,
    pub text: String,
}

impl Question {
    /// Returns an open question about the agency's own data, which no row of the file has. `at` orders such questions.
    pub(crate) fn of_agency(at: usize, label: String, name: &str, column: Column, reason: String) -> Self {
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            row: RowId { list: usize::MAX, number },
            label,
            name: name.to_owned(),
            column,
            given: String::new(),
            reason,
            proposal: None,
            answer: String::new(),
            open: true,
        }
    }
}

/// The answers by the label of the row and the column.
pub(crate) type Answers = HashMap<(String, Column), Answer>;

/// The outcome of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict<T> {
    Open,
    Skip,
    Take(T),
}

/// Asks questions: has the answers and collects the questions.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    answers: &'a Answers,
    pub questions: Vec<Question>,
    /// Answers that were applied before: their question is asked no more.
    applied: HashSet<(String, Column)>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(answers: &'a Answers) -> Self {
        Self { answers, questions: vec![], applied: HashSet::new() }
    }

    /// Asks a question; `question` contains the text of the proposal, `proposal` its value. `read` parses a typed
    /// answer or returns a sentence about its error.
    pub(crate) fn ask<T>(
        &mut self,
        mut question: Question,
        proposal: Option<T>,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Verdict<T> {
        let verdict = match self.answers.get(&(question.label.clone(), question.column)) {
            None => Verdict::Open,
            Some(answer) => {
                question.answer.clone_from(&answer.text);
                verdict(&mut question, answer, proposal, read)
            }
        };
        question.open = matches!(verdict, Verdict::Open);
        self.questions.push(question);
        verdict
    }

    /// Offers a change: it is made unless the answer declines it or has another value.
    pub(crate) fn offer<T>(
        &mut self,
        question: Question,
        proposal: T,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Verdict<T> {
        let key = (question.label.clone(), question.column);
        if self.answers.get(&key).is_none_or(|answer| words(&answer.text).is_empty()) {
            self.questions.push(Question { open: false, ..question });
            return Verdict::Take(proposal);
        }
        self.ask(question, Some(proposal), read)
    }

    /// Opens a question again whose answer does not fit with the others.
    pub(crate) fn reopen(&mut self, row: RowId, column: Column, reason: &str) {
        for question in &mut self.questions {
            if question.row == row && question.column == column {
                question.open = true;
                reject(question, reason);
            }
        }
    }

    /// Notes that an answer was applied by an earlier import.
    pub(crate) fn note_applied(&mut self, label: &str, column: Column) {
        self.applied.insert((label.to_owned(), column));
    }

    /// Returns rows and columns with an answer but without a question. Questions about the agency's own data are asked
    /// once: their answers stay in the file.
    pub(crate) fn unasked(&self) -> Vec<(String, Column)> {
        let asked: HashSet<_> =
            self.questions.iter().map(|question| (question.label.clone(), question.column)).collect();
        let is_unasked =
            |key: &&(String, Column)| !asked.contains(*key) && !self.applied.contains(*key) && !key.1.is_subject();
        let mut unasked: Vec<_> = self.answers.keys().filter(is_unasked).cloned().collect();
        unasked.sort_unstable();
        unasked
    }
}

fn verdict<T>(
    question: &mut Question,
    answer: &Answer,
    proposal: Option<T>,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Verdict<T> {
    let text = words(answer.text.trim().trim_start_matches('\''));
    if text.is_empty() {
        return Verdict::Open;
    }
    if !answer.name.is_empty() && squeezed(&answer.name) != squeezed(&question.name) {
        reject(question, "ditulis untuk nama lain; berkas telah berubah");
        return Verdict::Open;
    }
    match squeezed(&text).as_str() {
        "lewati" | "lewat" | "lewatkan" | "tidak" => Verdict::Skip,
        "ya" | "y" | "iya" | "setuju" => match (proposal, &question.proposal) {
            (Some(value), Some(seen)) if squeezed(seen) == squeezed(&answer.proposal) => Verdict::Take(value),
            (Some(_), _) => {
                reject(question, "usulan telah berubah sejak dijawab; periksa lagi");
                Verdict::Open
            }
            (None, _) => {
                reject(question, "tidak ada usulan untuk disetujui; ketik isinya atau `lewati`");
                Verdict::Open
            }
        },
        _ => match read(&text) {
            Ok(value) => Verdict::Take(value),
            Err(reason) => {
                reject(question, &reason);
                Verdict::Open
            }
        },
    }
}

fn reject(question: &mut Question, reason: &str) {
    question.reason = format!("{}; keputusan “{}” belum dipakai: {reason}", question.reason, shown(&question.answer));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str, answer: Option<Answer>) -> (Verdict<u32>, Question) {
        let answers = answer.into_iter().map(|answer| (("7".to_owned(), Column::Nip), answer)).collect();
        let mut desk = Desk::new(&answers);
        let question = Question {
            row: RowId { list: 0, number: 7 },
            label: "7".into(),
            name: "Ani".into(),
            column: Column::Nip,
            given: String::new(),
            reason: "kurang satu angka".into(),
            proposal: Some(text.to_owned()),
            answer: String::new(),
            open: true,
        };
        let verdict = desk.ask(question, Some(1), |text| text.parse().map_err(|_| "bukan angka".to_owned()));
        (verdict, desk.questions.remove(0))
    }

    fn answer(name: &str, proposal: &str, text: &str) -> Answer {
        Answer { name: name.into(), proposal: proposal.into(), text: text.into() }
    }

    #[test]
    fn yes_takes_only_the_proposal_that_was_seen() {
        assert_eq!(asked("satu", None).0, Verdict::Open);
        assert_eq!(asked("satu", Some(answer("Ani", "Satu", " YA "))).0, Verdict::Take(1));
        let (verdict, question) = asked("satu", Some(answer("Ani", "dua", "ya")));
        assert_eq!(verdict, Verdict::Open);
        assert!(question.open && question.reason.contains("usulan telah berubah"), "{}", question.reason);
    }

    #[test]
    fn a_typed_value_is_read_and_a_wrong_one_explained() {
        assert_eq!(asked("satu", Some(answer("ANI", "", "'42"))).0, Verdict::Take(42));
        assert_eq!(asked("satu", Some(answer("Ani", "", "lewati"))).0, Verdict::Skip);
        let (verdict, question) = asked("satu", Some(answer("Ani", "", "empat")));
        assert_eq!(verdict, Verdict::Open);
        assert!(question.reason.ends_with("keputusan “empat” belum dipakai: bukan angka"), "{}", question.reason);
    }

    #[test]
    fn an_answer_for_another_person_is_not_used() {
        assert_eq!(asked("satu", Some(answer("Budi", "satu", "ya"))).0, Verdict::Open);
    }
}
