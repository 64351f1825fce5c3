using Akka.Configuration;
using Akka.Configuration.Hocon;
using CsCheck;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

/// <summary>
/// What Akka's HOCON parser does. When one of these fails after an update, see what the loader can drop.
/// </summary>
public sealed class AkkaParserFacts
{
    private static Config Parse(string text) => ConfigurationFactory.ParseString(text);

    // why it gets no text of an operator unchecked

    [Fact]
    public void It_throws_at_a_variable_though_the_environment_has_it()
    {
        Assert.NotNull(Environment.GetEnvironmentVariable("PATH"));
        Assert.Throws<FormatException>(() => Parse("a = ${PATH}"));
    }

    [Fact]
    public void It_lets_an_optional_variable_wipe_the_earlier_value() =>
        Assert.Null(Parse("a = 1\na = ${?PATH}").GetString("a"));

    [Fact]
    public void It_ignores_plus_equals() => Assert.Equal(["1"], Parse("a = [1]\na += 2").GetStringList("a"));

    [Fact]
    public void It_accepts_an_open_brace_in_silence() => Assert.Equal("1", Parse("a { b = 1").GetString("a.b"));

    [Fact]
    public void It_stops_in_silence_at_one_brace_too_many() =>
        Assert.Null(Parse("a { b = 1 } }\nc = 2").GetString("c"));

    [Fact]
    public void It_runs_a_quote_that_is_not_closed_on_to_the_end() =>
        Assert.Equal("x\nb=1", Parse("a=\"x\nb=1").GetString("a"));

    [Fact]
    public void It_takes_two_slashes_in_a_path_for_a_comment() =>
        Assert.Equal("./data", Parse("a = ./data//x").GetString("a"));

    [Fact]
    public void It_refuses_a_plain_address_without_naming_the_line() =>
        Assert.DoesNotContain("line", Assert.Throws<ConfigurationException>(() => Parse("a = 10.0.0.1:6000")).Message,
            StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void It_dies_of_an_include_without_a_callback() =>
        Assert.Throws<NullReferenceException>(() => Parse("include \"x\""));

    [Fact]
    public void It_lets_an_include_override_a_key_above_it() =>
        Assert.Equal("2", ConfigurationFactory
            .ParseString("a = 1\ninclude \"x\"", _ => Parser.Parse("a = 2", null)).GetString("a"));

    [Fact]
    public void It_leaves_a_variable_in_quotes_as_it_stands() =>
        Assert.Equal("${PATH}", Parse("a = \"${PATH}\"").GetString("a"));

    [Theory]
    [InlineData("a = \"null\"")]
    [InlineData("a = null")]
    public void It_takes_the_word_null_for_no_value_even_in_quotes(string text) =>
        Assert.Null(Parse(text).GetString("a"));

    [Fact]
    public void It_drops_blanks_at_the_ends_of_quoted_text() => Assert.Equal("x", Parse("a = \"  x \"").GetString("a"));

    // what we rely on

    [Fact]
    public void It_reads_quoted_numbers_times_sizes_and_switches()
    {
        var config = Parse("""
            int = "6000"
            long = "1766620800000"
            time = "10 s"
            size = "64 KiB"
            switch = "on"
            """);
        Assert.Equal(6000, config.GetInt("int"));
        Assert.Equal(1766620800000, config.GetLong("long"));
        Assert.Equal(TimeSpan.FromSeconds(10), config.GetTimeSpan("time"));
        Assert.Equal(65536, config.GetByteSize("size"));
        Assert.True(config.GetBoolean("switch"));
    }

    [Theory]
    [InlineData(@"""\""\\\/\b\f\n\r\t\u00e9""", "\"\\/\b\f\n\r\t\u00e9")]
    [InlineData("\"\"\"x\\n\"y\"\"\"", "x\\n\"y")]
    [InlineData("/x/\"10.0.0.1\"/y z", "/x/10.0.0.1/y z")]
    public void It_reads_escapes_triple_quotes_and_texts_side_by_side(string text, string value) =>
        Assert.Equal(value + "!", Parse($"a = {text}\"!\"").GetString("a"));

    [Theory]
    [InlineData(@"""\q""")]
    [InlineData(@"""\u00""")]
    [InlineData(@"""\u00zz""")]
    public void It_throws_at_an_unknown_escape(string text) =>
        Assert.Throws<FormatException>(() => Parse($"a = {text}"));

    [Fact]
    public void It_reads_an_empty_text_an_empty_list_and_an_empty_item()
    {
        var config = Parse("text = \"\"\nlist = []\nitem = [\"\"]");
        Assert.Equal("", config.GetString("text"));
        Assert.Empty(config.GetStringList("list"));
        Assert.Equal([""], config.GetStringList("item"));
    }

    [Fact]
    public void It_finds_a_quoted_key_with_dots_in_it() =>
        Assert.Equal("x", Parse("\"akka\".\"a.B, c\" = \"x\"").GetString("akka.\"a.B, c\""));

    [Fact]
    public void It_reads_back_any_text_and_list_that_the_writer_writes()
    {
        var text = Gen.OneOf(Gen.String, Gen.String["ab \"\\$#{}[]:=,/\t\r\n\u00e9\u2028"])
            .Select(static text => text.Trim()).Where(static text => text != "null");
        var origin = new Origin(OriginKind.File, "x", 1);
        Gen.Select(text, text.Array[0, 4]).Sample((single, items) =>
        {
            var config = Parse(HoconWriter.Write(
            [
                new Assignment(KeyPath.Of("p2pchain", "a-b"), new SettingValue.Single(single), origin),
                new Assignment(KeyPath.Of("p2pchain", "l"), new SettingValue.List([.. items]), origin),
            ]));
            Assert.Equal(single, config.GetString("p2pchain.a-b"));
            Assert.Equal(items, config.GetStringList("p2pchain.l"));
        });
    }
}
