using Akka.Actor;
using CsCheck;
using P2PChain.Node.Configuration;

namespace P2PChain.Node.Tests.Configuration;

public sealed class HoconLoaderTests
{
    private const string Level = "p2pchain.log.level";

    private static string Origin(Sources sources, string key)
    {
        var loaded = sources.Loaded();
        return $"{loaded.Config.GetString(key)} from {loaded.OriginOf(key)}".Replace('\\', '/');
    }

    [Fact]
    public void Without_anything_the_reference_counts()
    {
        Assert.Equal("0.0.0.0:6000 from reference.conf:2", Origin(new Sources(), "p2pchain.listen"));
        Assert.Equal("4 MiB from reference.conf:20", Origin(new Sources(), "p2pchain.limits.outbox-bytes"));
    }

    [Fact]
    public void Command_line_over_environment_over_file_over_included_over_reference()
    {
        var sources = new Sources();
        Assert.Equal("info from reference.conf:21", Origin(sources, Level));
        sources = sources with { First = "conf/node.conf" };
        sources.Files["conf/node.conf"] = "include \"net/net.conf\"";
        sources.Files["conf/net/net.conf"] = $"\n{Level} = included";
        Assert.Equal("included from conf/net/net.conf:2", Origin(sources, Level));
        sources.Files["conf/node.conf"] = $"include \"net/net.conf\"\n{Level} = file";
        Assert.Equal("file from conf/node.conf:2", Origin(sources, Level));
        sources.Environment["P2PCHAIN__LOG__LEVEL"] = "variable";
        Assert.Equal("variable from environment variable P2PCHAIN__LOG__LEVEL", Origin(sources, Level));
        sources = sources with { Set = [$"{Level}=first", $"{Level}=last"] };
        Assert.Equal("last from --set", Origin(sources, Level));
    }

    [Fact]
    public void A_list_replaces_a_weaker_list_as_a_whole()
    {
        var sources = Sources.File("include \"weaker\"", "p2pchain.peers = [c]");
        sources.Files["weaker"] = "p2pchain.peers = [a, b]";
        Assert.Equal(["c"], sources.Loaded().Config.GetStringList("p2pchain.peers"));
        sources.Environment["P2PCHAIN__PEERS"] = "";
        Assert.Empty(sources.Loaded().Config.GetStringList("p2pchain.peers"));
    }

    [Theory]
    [InlineData("10.0.0.5:6000")]
    [InlineData("10.0.0.5:6000,10.0.0.6:6000")]
    [InlineData(" [ \"10.0.0.5:6000\" , 10.0.0.6:6000, ] ")]
    public void A_list_from_outside_is_written_with_commas(string text)
    {
        string[] expected = text.Contains("10.0.0.6", StringComparison.Ordinal)
            ? ["10.0.0.5:6000", "10.0.0.6:6000"]
            : ["10.0.0.5:6000"];
        var file = Sources.File("p2pchain.peers = ${PEERS}");
        file.Environment["PEERS"] = text;
        Sources[] ways =
        [
            new() { Set = [$"p2pchain.peers={text}"] },
            new() { Environment = { ["P2PCHAIN__PEERS"] = text } },
            file,
        ];
        foreach (var way in ways)
            Assert.Equal(expected, way.Loaded().Config.GetStringList("p2pchain.peers"));
    }

    [Fact]
    public void A_list_for_akka_on_the_command_line_is_known_by_its_brackets() =>
        Assert.Equal(["a", "b"],
            new Sources { Set = ["akka.loggers=[a, b]"] }.Loaded().Config.GetStringList("akka.loggers"));

    [Fact]
    public async Task An_actor_system_takes_a_key_of_akka_from_a_loaded_file()
    {
        var loaded = Sources.File("akka.log-dead-letters = 7", "akka.loggers = []").Loaded();
        using var system = ActorSystem.Create("loaded", loaded.Config);
        Assert.Equal(7, system.Settings.LogDeadLetters);
        await system.Terminate();
    }

    [Fact]
    public void Values_from_outside_are_taken_as_they_stand()
    {
        var loaded = new Sources
        {
            Set = ["p2pchain.listen=127.0.0.1:6005", "p2pchain.data=C:\\node=1\\#x"],
            Environment = { ["P2PCHAIN__NETWORK__NAME"] = " a \"b\" ${HOME} // c " },
        }.Loaded();
        Assert.Equal("127.0.0.1:6005", loaded.Config.GetString("p2pchain.listen"));
        Assert.Equal("C:\\node=1\\#x", loaded.Config.GetString("p2pchain.data"));
        Assert.Equal("a \"b\" ${HOME} // c", loaded.Config.GetString("p2pchain.network.name"));
    }

    [Fact]
    public void A_variable_name_says_dots_with_two_underscores_and_hyphens_with_one()
    {
        var loaded = new Sources
        {
            Environment = { ["P2PCHAIN__LIMITS__PEERS_PER_ADDRESS"] = "9", ["p2pchain__headless"] = "true" },
        }.Loaded();
        Assert.Equal(9, loaded.Config.GetInt("p2pchain.limits.peers-per-address"));
        Assert.True(loaded.Config.GetBoolean("p2pchain.headless"));
    }

    [Fact]
    public void Variables_that_only_look_similar_are_left_alone() =>
        new Sources
        {
            Environment = { ["P2PCHAIN_PORT"] = "tcp://10.0.0.1", ["P2PCHAIN"] = "x", ["XP2PCHAIN__LISTEN"] = "x" },
        }.Loaded();

    [Fact]
    public void What_is_wrong_with_a_variable_is_said_with_its_name() =>
        Assert.Equal(
        [
            "environment variable P2PCHAIN__DATA: The word null cannot be a value: leave the key out, or choose another word.",
            "environment variable P2PCHAIN__LOG____X: \"p2pchain.log..x\" is not a key: write at most 32 names with dots between, such as p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.",
            "environment variable P2PCHAIN__PEERS: The word null cannot be a value: leave the key out, or choose another word.",
            "environment variable p2pchain__listen: It sets p2pchain.listen, and so does environment variable P2PCHAIN__LISTEN: unset one of them.",
        ],
        new Sources
        {
            Environment =
            {
                ["P2PCHAIN__DATA"] = "null",
                ["P2PCHAIN__PEERS"] = "a, null",
                ["P2PCHAIN__LISTEN"] = "a",
                ["p2pchain__listen"] = "b",
                ["P2PCHAIN__LOG____X"] = "c",
            },
        }.Errors().Select(static error => error.ToString()));

    [Theory]
    [InlineData("p2pchain.listen", "p2pchain.listen has no value: write --set key=value.")]
    [InlineData("=x", "\"\" is not a key: write at most 32 names with dots between, such as p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.")]
    [InlineData("p2pchain listen=x", "\"p2pchain listen\" is not a key: write at most 32 names with dots between, such as p2pchain.listen. A name is letters, digits, - and _, or is in quotes without \\ and outer blanks.")]
    [InlineData("p2pchain.listen=null", "The word null cannot be a value: leave the key out, or choose another word.")]
    public void What_is_wrong_with_an_option_is_said(string option, string message) =>
        Assert.Equal($"--set: {message}", new Sources { Set = [option] }.Error());

    [Fact]
    public void Problems_of_all_sources_are_reported_together_by_source_and_line() =>
        Assert.Equal(
        [
            "net.conf:1", "node.conf:2", "node.conf:3", "node.conf:4", "environment variable P2PCHAIN__X", "--set",
        ],
        new Sources
        {
            First = "node.conf",
            Files =
            {
                ["node.conf"] = "include \"net.conf\"\np2pchain.x = 1\np2pchain.listen = a:1\np2pchain.y = 1",
                ["net.conf"] = "p2pchain.network.nam = x",
            },
            Environment = { ["P2PCHAIN__X"] = "1" },
            Set = ["x=1"],
        }.Errors().Select(static error => new Origin(OriginKind.File, error.Source, error.Line).ToString()));

    [Fact]
    public void An_error_in_a_value_can_be_told_where_the_value_was_written()
    {
        var sources = Sources.File("p2pchain {", "  transport.ping-timeout = 1 s", "}");
        sources.Environment["P2PCHAIN__LISTEN"] = "x";
        var loaded = sources.Loaded();
        Assert.Equal(
            "node.conf:2: too short", loaded.ErrorAt("too short", "p2pchain.transport.ping-timeout").ToString());
        Assert.Equal(
            "environment variable P2PCHAIN__LISTEN: no port", loaded.ErrorAt("no port", "p2pchain.listen").ToString());
        Assert.Equal("reference.conf:19: bad", loaded.ErrorAt("bad", "p2pchain.mining.mode").ToString());
        Assert.Equal("p2pchain.nothing: bad", loaded.ErrorAt("bad", "p2pchain.nothing").ToString());
    }

    [Fact]
    public void An_error_about_two_keys_is_told_where_an_operator_set_one_of_them() =>
        Assert.Equal("node.conf:1: too short", Sources.File("p2pchain.transport.ping-interval = 50 s").Loaded()
            .ErrorAt("too short", "p2pchain.transport.ping-timeout", "p2pchain.transport.ping-interval").ToString());

    [Fact]
    public void What_could_be_read_is_told_beside_the_errors()
    {
        var refused = Sources.File("p2pchain.data = d", "p2pchain.listen = 1:2", "p2pchain.peers = x", "p2pchain.peers += y").Load();
        Assert.Equal([2, 3, 4], refused.Errors.Select(static error => error.Line ?? 0));
        Assert.Equal("d", refused.Configuration.Config.GetString("p2pchain.data"));
        Assert.Equal("0.0.0.0:6000", refused.Configuration.Config.GetString("p2pchain.listen"));
        Assert.Equal(["p2pchain.listen", "p2pchain.peers"], refused.Unread.Select(static key => key.Text).Order());
    }

    [Fact]
    public void Port_zero_needs_a_data_directory_that_somebody_named()
    {
        Assert.StartsWith("--set: Port 0 takes any free port",
            new Sources { Set = ["p2pchain.listen=127.0.0.1:0"] }.Error(), StringComparison.Ordinal);
        new Sources { Set = ["p2pchain.listen=127.0.0.1:0", "p2pchain.data=d"] }.Loaded();
    }

    [Fact]
    public void A_mistake_in_the_reference_itself_is_an_error_too() =>
        Assert.Single(HoconLoader.Load(
            new LoadRequest { Reference = "p2pchain {", WorkingDirectory = Sources.Home }).Errors);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);

    [Fact]
    public void Whatever_the_sources_say_the_config_holds_what_the_list_of_settings_says()
    {
        var key = OneOf("a", "b", "c").Array[1, 3].Select(static path => "akka." + string.Join('.', path));
        var line = Gen.Select(key, OneOf("= x", "= [y, z]", "= []", "{ }"), static (key, value) => $"{key} {value}");
        var file = line.Array[0, 6].Select(static lines => string.Join('\n', lines));
        var option = Gen.Select(key, OneOf("v", "[w]", ""), static (key, value) => $"{key}={value}");
        Gen.Select(file, file, option.Array[0, 3]).Sample((node, included, options) =>
        {
            var loaded = new Sources
            {
                First = "node.conf",
                Files = { ["node.conf"] = "include \"i\"\n" + node, ["i"] = included },
                Set = options,
            }.Loaded();
            foreach (var setting in loaded.Settings)
            {
                if (setting.Value is SettingValue.List list)
                    Assert.Equal(list.Items, loaded.Config.GetStringList(setting.Key.Text));
                else
                    Assert.Equal(
                        Assert.IsType<SettingValue.Single>(setting.Value).Text,
                        loaded.Config.GetString(setting.Key.Text));
                Assert.Equal(setting.Origin, loaded.OriginOf(setting.Key.Text));
            }

            if (options is [.., var last])
                Assert.Equal("--set", loaded.OriginOf(last.Split('=')[0])?.Source);
        });
    }
}
