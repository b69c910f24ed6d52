//! How text gets on the page.

use super::super::svg_parts::escape;
use super::super::text::clean;

/// Text of a report, which may hold whatever a learner typed: cleaned as for all forms, and without markup. Good between tags and
/// in an attribute in double quotes.
pub(super) fn safe(text: &str) -> String {
    escape(&clean(text))
}

/// The template with each `{{mark}}` replaced, in one go: what is put in is not looked at again.
pub(super) fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut parts = template.split("{{");
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (mark, rest) = part.split_once("}}").expect("each mark of a template is closed");
        out.push_str(&value(mark));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_is_no_template() {
        let filled = fill("<b>{{one}}</b>{{two}}.", |mark| if mark == "one" { "{{two}}".into() } else { "2".into() });
        assert_eq!(filled, "<b>{{two}}</b>2.");
    }

    #[test]
    fn nothing_that_is_typed_is_markup() {
        let typed = "</script><img src=x onerror='alert(1)'>&\"\u{2028}\u{202e}\n";
        assert_eq!(safe(typed), "&lt;/script&gt;&lt;img src=x onerror=&apos;alert(1)&apos;&gt;&amp;&quot; ? ");
    }
}
