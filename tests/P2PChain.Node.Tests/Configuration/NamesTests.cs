using P2PChain.Actors;
using P2PChain.Core.Crypto;
using P2PChain.Node.Commands;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

/// <summary><c>p2pchain.names</c> from the sources to the settings.</summary>
public sealed class NamesTests
{
    private const string Lyon = "02" + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
    private const string Porto = "03" + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

    [Fact]
    public void Names_come_from_the_shared_file_and_each_source_may_add_and_replace_some()
    {
        var files = new Dictionary<string, string>
        {
            ["node.conf"] = $"include \"network.conf\"\np2pchain.names.{Porto} = Oporto",
            ["network.conf"] = $"p2pchain.names {{\n  \"{Lyon}\" = \"Lyon office\"\n  {Porto} : Porto\n}}",
        };
        var names = Loaded(files).Settings.Names;
        Assert.Equal("Lyon office (026b17d1…)", names.Show(PublicKey.Parse(Lyon)));
        Assert.Equal("Oporto (036b17d1…)", names.Show(PublicKey.Parse(Porto)));
        names = Loaded(files, $"p2pchain.names.\"{Lyon}\"=Lyon, \"Rhône\"").Settings.Names;
        Assert.Equal("Lyon, \"Rhône\"", names.Find(PublicKey.Parse(Lyon)));
        var variable = new Dictionary<string, string>
        {
            [$"P2PCHAIN__NAMES__{Lyon.ToUpperInvariant()}"] = "Lyon, Rhône",
        };
        names = Load(files, variable).Settings.Names;
        Assert.Equal("Lyon, Rhône", names.Find(PublicKey.Parse(Lyon)));
    }

    [Fact]
    public void They_change_no_genesis_block()
    {
        var named = Loaded(new() { ["node.conf"] = $"p2pchain.names.{Lyon} = Lyon" }).Settings;
        Assert.Equal(new NodeSettings().Network.Genesis().Hash, named.Network.Genesis().Hash);
        Assert.False(named.Names.IsEmpty);
        Assert.True(Loaded(new() { ["node.conf"] = "" }).Settings.Names.IsEmpty);
    }

    [Theory]
    [InlineData(
        "02ab = x",
        "p2pchain.names.02ab: \"02ab\" is no key: a key is 66 lower-case hex digits that start with 02 or 03.")]
    [InlineData(
        "\"Lyon office\" = x",
        "p2pchain.names.\"Lyon office\": \"Lyon office\" is no key: "
        + "a key is 66 lower-case hex digits that start with 02 or 03.")]
    [InlineData("KEY = \"\"", "p2pchain.names.KEY: The name is empty: write one, or remove the key.")]
    [InlineData(
        "KEY = \"12345678901234567890123456789012345678901\"",
        "p2pchain.names.KEY: The name has 41 characters: write at most 40.")]
    [InlineData(
        "KEY = \"\\u001b[2Jgone\"",
        "p2pchain.names.KEY: The name holds the character U+001B, which no name may hold: remove it.")]
    [InlineData(
        "KEY = \"\"\"\u202egone\"\"\"",
        "p2pchain.names.KEY: The name holds the character U+202E, which no name may hold: remove it.")]
    [InlineData(
        "KEY = \"a\\nb\"",
        "p2pchain.names.KEY: The name holds the character U+000A, which no name may hold: remove it.")]
    [InlineData("KEY = ME", "p2pchain.names.KEY: The screen calls this node's own key me: choose another name.")]
    [InlineData("KEY = [Lyon]", "p2pchain.names.KEY is one value: write p2pchain.names.KEY = and the value.")]
    [InlineData("= Lyon", "p2pchain.names is a section: set a key of your own inside it.")]
    public void An_entry_that_cannot_be_is_refused_with_file_and_line(string entry, string message)
    {
        var line = ("p2pchain.names." + entry).Replace(".=", " =", StringComparison.Ordinal);
        var error = Refused($"# names\n{line.Replace("KEY", Lyon, StringComparison.Ordinal)}");
        Assert.Equal($"node.conf:2: {message.Replace("KEY", Lyon, StringComparison.Ordinal)}", error);
    }

    [Fact]
    public void Two_keys_with_one_name_are_refused_also_in_another_case() => Assert.Equal(
        $"node.conf:3: p2pchain.names.{Porto}: 026b17d1… has the name \"LYON\" too: give each key a name of its own.",
        Refused($"p2pchain.names {{\n{Lyon} = Lyon\n{Porto} = LYON\n}}"));

    [Fact]
    public void An_override_without_a_key_is_refused_by_its_source()
    {
        var error = Assert.Single(Load([], [], "p2pchain.names=Lyon").Errors).ToString();
        Assert.Equal("--set: p2pchain.names is a section: set a key of your own inside it.", error);
        error = Assert.Single(Load([], new() { ["P2PCHAIN__NAMES__LYON"] = "Lyon" }).Errors).ToString();
        Assert.StartsWith(
            "environment variable P2PCHAIN__NAMES__LYON: p2pchain.names.lyon: \"lyon\" is no key: ", error,
            StringComparison.Ordinal);
    }

    private static string Refused(string file) =>
        Assert.Single(Load(new() { ["node.conf"] = file }, []).Errors).ToString();

    private static NodeConfiguration Loaded(Dictionary<string, string> files, params string[] set)
    {
        var loaded = Load(files, [], set);
        Assert.Empty(loaded.Errors);
        return loaded;
    }

    private static NodeConfiguration Load(
        Dictionary<string, string> files, Dictionary<string, string> environment, params string[] set) =>
        NodeConfiguration.Load(new LoadRequest
        {
            Reference = NodeSettingsReader.ReferenceText(),
            FirstArgument = files.Count == 0 ? null : "node.conf",
            Overrides = [.. set],
            Environment = environment,
            WorkingDirectory = Sources.Home,
            ReadFile = path => new FileText.Read(files[Path.GetFileName(path)]),
        });
}
