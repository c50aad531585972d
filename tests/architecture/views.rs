//! Every view has samples, which a test beside it renders in every language.

use crate::source::files;

#[test]
fn every_view_has_samples() {
    let files = files();
    let everything: String = files.iter().map(|file| file.text.as_str()).collect();
    let mut views = 0;
    let mut without = Vec::new();
    for file in files.iter().filter(|file| file.path != "web/view.rs") {
        for (at, _) in file.text.match_indices("Template)]\n#[template(path") {
            let after = file.text[at..].split_once("struct ").expect("a template is of a struct").1;
            let name: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
            views += 1;
            let sampled = everything.contains(&format!("impl Sample for {name} "));
            let checked = everything.contains(&format!("check_samples::<{name}>()"));
            if !sampled || !checked {
                without.push(format!("{}: {name}", file.path));
            }
        }
    }
    assert!(views > 30, "only {views} views were found");
    assert!(without.is_empty(), "without samples: {without:?}");
}
