-- How texts, names and places are compared.

CREATE TEMP MACRO bare_name(name) AS lower(regexp_replace(name, '[^\p{L}\p{N}]', '', 'g'));

-- Half-width digits, a line for each sentence, and none of the marks and blanks that editors and typesetters
-- vary (translate drops what has no counterpart).
CREATE TEMP MACRO plain(text) AS translate(text, '０１２３４５６７８９；;。！!？?，,：:、（）()“”‘’"'' 　' || chr(160),
    '0123456789' || repeat(chr(10), 7));

CREATE TEMP MACRO sentences_of(text) AS string_split(plain(text), chr(10));

-- Split once for both lists: hence the list of one.
CREATE TEMP MACRO marks_of(text) AS list_distinct([
    list_sort([hash(s) FOR s IN sentences IF regexp_matches(s, '[0-9]{2}')])[1:8]
        || list_sort([hash(s) FOR s IN sentences])[1:4]
    FOR sentences IN [[s FOR s IN sentences_of(text) IF strlen(s) > 30]]
][1]);

-- Letters and digits of each sentence: what print and typesetting leave alone.
CREATE TEMP MACRO bare_sentences(text) AS list_distinct([
    regexp_replace(s, '[^\p{L}\p{N}]', '', 'g') FOR s IN sentences_of(text) IF length(s) > 5
]);

CREATE TEMP MACRO figures_in(text) AS list_distinct(regexp_extract_all(plain(text), '[0-9][0-9.]+'));

CREATE TEMP MACRO letters_in(sentences) AS coalesce(list_sum([length(s) FOR s IN sentences]), 0);

CREATE TEMP MACRO stem_of(code) AS regexp_replace(code, '(00)+$', '');

CREATE TEMP MACRO prints_no_year(title) AS
    NOT regexp_matches(coalesce(title, ''), '[0-9０-９〇一二三四五六七八九]{4}');
