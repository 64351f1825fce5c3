using CsCheck;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

public sealed class HoconReaderTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["HOST"] = "10.0.0.1",
        ["EMPTY"] = "",
        ["INJECTED"] = "x\" }\np2pchain.data = y",
    };

    private static ConfigurationSource Read(params string[] lines) =>
        HoconReader.Read(string.Join('\n', lines), "f", OriginKind.File, Environment);

    private static string Values(params string[] lines)
    {
        var parsed = Read(lines);
        Assert.Empty(parsed.Errors);
        return string.Join(' ', parsed.Assignments.Where(static one => one.Value is not null)
            .Select(static one => FormattableString.Invariant($"{one.Origin.Line}:{one.Key}={one.Value}")));
    }

    private static string Errors(params string[] lines) => string.Join('\n', Read(lines).Errors);

    [Fact]
    public void Braces_dots_equals_and_colon_say_the_same() =>
        Assert.Equal("1:a.b=1 2:a.b=1 3:a.b=1 4:a.b=1 6:a.b=1",
            Values("a { b = 1 }", "a.b : 1", "a = { b = 1, }", "a : {b:1}", "a // a brace of its own", "{ b=1", "}"));

    [Fact]
    public void Plain_values_keep_the_blanks_inside_and_lose_those_around() =>
        Assert.Equal("1:a=\"10 s\" 2:b=x", Values("a =  10 s  # ten", "b=x\r"));

    [Fact]
    public void Quoted_values_know_the_escapes_of_json() =>
        Assert.Equal(new SettingValue.Single("a\"\\/\b\f\n\r\té # {x}"),
            Assert.Single(Read("a = \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9 # {x}\"").Assignments).Value);

    [Fact]
    public void Lists_stand_on_one_line_or_several() =>
        Assert.Equal("""1:a=["x", "y z"] 2:b=[] 3:c=["1:2", "q", "r"]""",
            Values("a = [x, y z]", "b = [ ]", "c = [ // why", "\"1:2\", q,", "# none", "r", "]"));

    [Fact]
    public void Triple_quotes_hold_several_lines_without_escapes() =>
        Assert.Equal(new SettingValue.Single("x\n\\n\"y"),
            Read("a = \"\"\"x", "\\n\"y\"\"\" # text", "b = z").Assignments[0].Value);

    [Fact]
    public void Texts_side_by_side_are_one_value() =>
        Assert.Equal("""1:a="/x y:z" 2:b=["x y"]""", Values("a = /x\" y\"\":z\"", "b = [\"x\" \"y\"]"));

    [Theory]
    [InlineData("Minclude \"x\"", "Minclude x")]
    [InlineData("include", "include")]
    [InlineData("x include \"y\" include", "x include y include")]
    [InlineData("include(file)", "include(file)")]
    public void A_value_may_hold_the_word_include(string text, string value) =>
        Assert.Equal(new SettingValue.Single(value), Assert.Single(Read("a = " + text).Assignments).Value);

    [Fact]
    public void A_brace_or_bracket_may_stand_on_the_next_line() =>
        Assert.Equal("""2:a.b=1 3:c=["x"]""", Values("a = # why", "{ b = 1 }", "c :", "", "[x]"));

    [Theory]
    [InlineData("a =", "A value is missing: write it on the same line, or \"\" for an empty one.")]
    [InlineData("a", "After a comes = and a value, or { and a section: add the missing part.")]
    public void The_line_after_a_key_without_a_value_is_read(string line, string message)
    {
        var parsed = Read(line, "b = 2");
        Assert.Equal($"f:1: {message}", Assert.Single(parsed.Errors).ToString());
        Assert.Equal("b", Assert.Single(parsed.Assignments).Key.Text);
    }

    [Fact]
    public void A_brace_between_settings_opens_nothing() => Assert.StartsWith(
        "f:2: \"{\" is not a key", Errors("a = 1", "{ b = 2 }"), StringComparison.Ordinal);

    [Fact]
    public void Json_is_hocon() =>
        Assert.Equal("""2:a.b=1 2:a.c=["x", "y"] 3:d=true""",
            Values("{", "\"a\": { \"b\": 1, \"c\": [\"x\", \"y\"] },", "\"d\" : true }"));

    [Fact]
    public void A_comma_may_begin_the_next_line_of_a_list() =>
        Assert.Equal("""1:a=["x", "y"]""", Values("a = [ x // one", "  , y ]"));

    [Fact]
    public void Names_in_quotes_may_hold_what_plain_names_may_not() =>
        Assert.Equal("1:akka.\"System.Object, x\".y=z", Values("akka.\"System.Object, x\".\"y\" = z"));

    [Fact]
    public void Comments_start_with_a_hash_or_two_slashes() =>
        Assert.Equal("2:a=1 4:b=x 5:c=\"y/z\"",
            Values("# one", "a = 1 // two", "// three", "b=\"x\"#four", "c = y/z # five"));

    [Fact]
    public void Variables_stand_alone_beside_text_and_in_lists() =>
        Assert.Equal("1:a=10.0.0.1 2:b=\"10.0.0.1:6000\" 3:c=\"/x/10.0.0.1/y\" 4:d=[\"10.0.0.1\", \"z\"] 5:e=\"\"",
            Values(
                "a = ${HOST}",
                "b = ${HOST}\":6000\"",
                "c = /x/${HOST}/y",
                "d = [${HOST}, ${?NONE}, z]",
                "e = ${EMPTY}"));

    [Fact]
    public void An_optional_variable_that_is_not_set_leaves_the_earlier_value() =>
        Assert.Equal("1:a=1 3:b=x", Values("a = 1", "a = ${?NONE}", "b = x${?NONE}"));

    [Fact]
    public void A_variable_is_one_value_whatever_it_holds() =>
        Assert.Equal(new SettingValue.Single(Environment["INJECTED"], FromOutside: true),
            Assert.Single(Read("a = ${INJECTED}").Assignments).Value);

    [Fact]
    public void Includes_are_listed_with_their_lines()
    {
        var parsed = Read("# first", "include \"x.conf\"", "include \"../y.conf\" // why", "a = 1");
        Assert.Empty(parsed.Errors);
        Assert.Equal([("x.conf", 2), ("../y.conf", 3)], parsed.Includes.Select(static one => (one.File, one.Line)));
    }

    [Theory]
    [InlineData("a = 10.0.0.1:6000", "Put a value with a : in quotes, as in \"127.0.0.1:6000\".")]
    [InlineData("a = C\\data", "Put a value with a \\ in quotes and double each \\, or write / instead.")]
    [InlineData("a = ./x//y", "Put a value with # or // in quotes; before a comment leave a blank.")]
    [InlineData("a = x#y", "Put a value with # or // in quotes; before a comment leave a blank.")]
    [InlineData("a = x+y", "Put a value with + in quotes.")]
    [InlineData("a = $x", "Put a value with $ in quotes.")]
    [InlineData("a = 1 b = 2", "A second = in one setting: write one setting per line, or put the value in quotes.")]
    [InlineData("a = x { }", "A { cannot follow inside a value: put the value in quotes.")]
    [InlineData("a =", "A value is missing: write it on the same line, or \"\" for an empty one.")]
    [InlineData("a = null", "The word null cannot be a value: leave the key out, or choose another word.")]
    [InlineData("a = \"null\"", "The word null cannot be a value: leave the key out, or choose another word.")]
    [InlineData("a = \" x\"", "A value cannot begin or end with a blank: remove it.")]
    [InlineData("a = \"x", "A quote opened on this line is not closed on it: add the closing \".")]
    [InlineData(
        "a = \"\"\"${HOST}\"\"\"",
        "A ${…} inside quotes is not expanded: close the quotes before it, as in ${HOST}\":6000\".")]
    [InlineData("a = \"\"\"x", "A quote opened on this line is not closed on it: add the closing \".")]
    [InlineData("a = \"\"\"x\"\"\"\"", "A quote opened on this line is not closed on it: add the closing \".")]
    [InlineData("a = \"C:\\data\"", "A \\ in quotes must start one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX: for a \\ itself write \\\\ (in a path, / will do).")]
    [InlineData("a = \"\\u00zz\"", "A \\ in quotes must start one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX: for a \\ itself write \\\\ (in a path, / will do).")]
    [InlineData(
        "a = \"${HOST}:6000\"",
        "A ${…} inside quotes is not expanded: close the quotes before it, as in ${HOST}\":6000\".")]
    [InlineData(
        "a = ${NONE}",
        "The environment variable NONE is not set: set it, or write ${?NONE} to do without this line when it is not.")]
    [InlineData("a = ${p2pchain.listen}", "Between ${ and } stands the name of an environment variable, as in ${HOME} (letters, digits and _): references to other keys are not supported.")]
    [InlineData("a = ${}", "Between ${ and } stands the name of an environment variable, as in ${HOME} (letters, digits and _): references to other keys are not supported.")]
    [InlineData("a += [x]", "+= is not supported: write a = with the whole list.")]
    [InlineData("a = [x, [y]]", "A list cannot hold another list: write its values one after the other.")]
    [InlineData("a = [x,,y]", "A value is missing before this comma: remove the comma.")]
    [InlineData("a = [{ b = 1 }]", "The [ opened on this line is not closed: add ] after its last value (a list holds plain and quoted values only).")]
    [InlineData("a = [x, y", "The [ opened on this line is not closed: add ] after its last value (a list holds plain and quoted values only).")]
    [InlineData("a = [x]]", "The line should end before ]: one setting per line.")]
    [InlineData(
        "a { b = 1", "The { opened on this line is never closed: add the missing }, here or to a { further down.")]
    [InlineData("a { b = 1 } }", "This } closes nothing: remove it, or add the missing { above.")]
    [InlineData("a", "After a comes = and a value, or { and a section: add the missing part.")]
    [InlineData("a b = 1", "After a comes = and a value, or { and a section: add the missing part.")]
    [InlineData("a. = 1", "\"a.\" is not a key: write at most 32 names with dots between, such as p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.")]
    [InlineData("a { { b = 1 } }", "\"{\" is not a key: write at most 32 names with dots between, such as p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.")]
    [InlineData("\"a\\\"b\" = 1", "\"\"a\\\"b\"\" is not a key: write at most 32 names with dots between, such as p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.")]
    [InlineData("include x.conf", "An include names one file in quotes, as in include \"network.conf\"; file(…), url(…), classpath(…) and required(…) are not supported.")]
    [InlineData("include file(\"x\")", "An include names one file in quotes, as in include \"network.conf\"; file(…), url(…), classpath(…) and required(…) are not supported.")]
    [InlineData("include required(\"x\")", "An include names one file in quotes, as in include \"network.conf\"; file(…), url(…), classpath(…) and required(…) are not supported.")]
    [InlineData("include \"\"", "The name of the included file is empty: name the file.")]
    [InlineData("a = 1\0", "A NUL character: this is not a text file, name another.")]
    public void What_is_not_in_the_subset_is_refused_with_its_line(string line, string message) =>
        Assert.Equal($"f:2: {message}", Errors("z = 1", line));

    [Theory]
    [InlineData("a = 1", "include \"x\"", "")]
    [InlineData("a {", "include \"x\"", "}")]
    public void An_include_after_a_key_is_refused_because_it_would_override_it(params string[] lines) =>
        Assert.Equal(
            "f:2: include \"x\" must stand before the first key: move it to the top of the file.", Errors(lines));

    [Fact]
    public void A_list_that_is_not_closed_is_one_error_and_the_next_setting_is_read()
    {
        var parsed = Read("a = [", "x", "b = 2", "c { d = 3 }");
        Assert.StartsWith(
            "f:1: The [ opened on this line is not closed",
            Assert.Single(parsed.Errors).ToString(),
            StringComparison.Ordinal);
        Assert.Contains(parsed.Assignments, static one => one.Key.Text == "c.d");
    }

    [Fact]
    public void Every_problem_is_found_not_just_the_first() =>
        Assert.Equal([1, 2, 4, 6, 6, 8, 9], Read(
            "a = 10.0.0.1:6000",
            "b += 1",
            "c = fine",
            "d { e f = { g = 1 }",
            "  h = fine",
            "  i = [x:1, y, z:2]",
            "}",
            "j = ${NONE}",
            "}").Errors.Select(static error => error.Line ?? 0));

    [Fact]
    public void A_slip_in_the_line_of_a_brace_does_not_unbalance_the_rest()
    {
        var parsed = Read("a b {", "c = 1", "}", "d = 2");
        Assert.Single(parsed.Errors);
        Assert.True(parsed.IsBalanced);
        Assert.Equal("d", Assert.Single(parsed.Assignments).Key.Text);
    }

    [Fact]
    public void A_key_is_no_deeper_than_the_parser_below_can_recurse()
    {
        var deepest = string.Join('.', Enumerable.Repeat("a", 32));
        Assert.Equal($"1:{deepest}=1", Values($"{deepest} = 1"));
        Assert.StartsWith(
            $"f:1: \"{deepest}.a\" is not a key: write at most 32 names", Errors($"{deepest}.a = 1"), StringComparison.Ordinal);
        Assert.Equal(
            "f:2: A key has at most 32 names: open fewer braces around b.", Errors($"{deepest} {{", "b = 1", "}"));
    }

    [Fact]
    public void Any_text_is_read_to_its_end_without_an_exception() =>
        Gen.OneOf(Gen.String, Gen.String["ab.\"\\$?{}[]:=,+#/\t\r\n \0"]).Sample(
            static text => HoconReader.Read(text, "f", OriginKind.File, Environment), iter: 20_000);
}
