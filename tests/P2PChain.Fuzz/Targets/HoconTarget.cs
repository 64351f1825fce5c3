using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using P2PChain.Actors;
using P2PChain.Node.Commands;
using P2PChain.Node.Configuration;

namespace P2PChain.Fuzz.Targets;

/// <summary>A node's file, through the loader and the reader of settings.</summary>
internal static class HoconTarget
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static readonly FuzzTarget Target = new(
        "hocon",
        "What is wrong is told with its line; what is right is what Akka's parser then holds, and what is written out is read as the same.",
        Run,
        [.. FuzzCorpus.Configurations, .. Pieces().Select(Encoding.UTF8.GetBytes)],
        ["p2pchain {\n", "}\n", "p2pchain.listen = \"0.0.0.0:6000\"\n", " = ", "[", "]", "${HOME}", "${?X}", "\"\"\"", "include \"a\"\n", "+=", "# ", "akka.a.b = 1\n", "10 s", "4 MiB"],
        KindsMin: 25);

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz.,?-");

    private static IEnumerable<string> Pieces() =>
    [
        // Every key there is, a few at a time: a slip in a long file costs a search for what each of its keys may have
        // meant.
        .. HoconWriter.Write(HoconReader.Read(NodeSettingsReader.ReferenceText(), "reference.conf", OriginKind.Reference, ImmutableDictionary<string, string>.Empty).Assignments)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Chunk(6).Select(lines => string.Join('\n', lines)),
        "p2pchain {\n  listen = \"127.0.0.1:6001\"\n  peers = [\"127.0.0.1:6002\", \"[::1]:6003\"]\n  mining.mode = continuous\n}\n",
        "p2pchain.network { name = north, retarget = moving, half-life = 160 s, target-spacing = 10 s }\nakka.loglevel = DEBUG\n",
        "p2pchain : { log : { level : debug } }\n// end",
        "p2pchain.limits.outbox-bytes = 1 MiB\np2pchain.transport.ping-timeout = 5 s\n",
    ];

    private static FuzzAnswer Run(ReadOnlySpan<byte> input)
    {
        FuzzText text;
        try
        {
            text = new FuzzText(StrictUtf8.GetString(input).TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException)
        {
            return FuzzAnswer.Refused("not UTF-8");
        }

        var node = NodeConfiguration.Load(new LoadRequest
        {
            Reference = NodeSettingsReader.ReferenceText(),
            FirstArgument = "node.conf",
            WorkingDirectory = "/work",
            ReadFile = path => path.EndsWith("node.conf", StringComparison.Ordinal) ? new FileText.Read(text.Text) : new FileText.Unreadable("there is none"),
        });
        foreach (var error in node.Errors)
        {
            BrokenPromiseException.Unless(error.Line is null || error.Source != "node.conf" || (error.Line >= 1 && error.Line <= text.Lines), $"{error.Line} is no line of {text.Lines}");
            BrokenPromiseException.Unless(error.Message.Length > 10, "a sentence is too short to help");
        }

        Compare(node.Effective);
        return node.Errors.IsEmpty ? FuzzAnswer.Accepted("usable") : FuzzAnswer.Refused(
            Kind(node.Errors[0].Message, text.Text));
    }

    private static void Compare(EffectiveConfiguration effective)
    {
        // What nobody set is reference.conf, the same in every run.
        var settings = effective.Settings.Where(setting => setting.Origin.Kind != OriginKind.Reference).ToList();
        foreach (var setting in settings)
        {
            var held = setting.Value is SettingValue.List
                ? new SettingValue.List([.. effective.Config.GetStringList(setting.Key.Text)]).ToString()
                : HoconWriter.Quote(effective.Config.GetString(setting.Key.Text));
            var said = setting.Value is SettingValue.Single single ? HoconWriter.Quote(single.Text) : $"{setting.Value}";
            BrokenPromiseException.UnlessSame(said, held, $"{setting.Key} is another where it counts");
        }

        var written = HoconWriter.Write(settings);
        // Akka's parser takes it as it stands between quotes; ours asks whether a variable was meant.
        if (written.Contains("${", StringComparison.Ordinal)) return;
        var again = HoconReader.Read(
            written, "written", OriginKind.Reference, ImmutableDictionary<string, string>.Empty);
        BrokenPromiseException.Unless(
            again.Errors.Count == 0, $"what is written cannot be read: {again.Errors.FirstOrDefault()}");
        BrokenPromiseException.UnlessSame(
            written, HoconWriter.Write(again.Assignments), "what is written is read as another");
    }

    /// <summary>
    /// How the sentence ends: with what to do. A word of the input's own would make a kind of every input.
    /// </summary>
    private static string Kind(string message, string text) =>
        string.Join(' ', message.Split(' ')[^3..].Select(word => IsOurs(word) && !text.Contains(word, StringComparison.Ordinal) ? word : "…"));

    private static bool IsOurs(string word) => word.Length <= 40 && !word.AsSpan().ContainsAnyExcept(Letters);

    private sealed record FuzzText(string Text)
    {
        public int Lines { get; } = Text.AsSpan().Count('\n') + 1;
    }
}
