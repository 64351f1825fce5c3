using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using P2PChain.Actors;
using P2PChain.Actors.Net;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Disk;

/// <summary>
/// <c>bans</c>: one ban per line, <c>TARGET SINCE UNTIL REASON</c>, with times as <c>2026-03-01T12:04:09Z</c>; an end
/// of <c>-</c> is none, and the reason may be empty. Lines that start with # are skipped.
/// </summary>
internal sealed class KeptBansFile : IKeptBans
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string NoEnd = "-";

    private readonly string _path;
    private readonly ILogger _log;
    private readonly ImmutableArray<Ban> _loaded;

    private KeptBansFile(string path, ImmutableArray<Ban> loaded, ILogger log)
    {
        _path = path;
        _loaded = loaded;
        _log = log;
    }

    /// <summary>Reads the file, so that the start reports its faults.</summary>
    /// <param name="path">The file; it may be missing.</param>
    /// <param name="log">The log for a later failure to write.</param>
    /// <exception cref="NodeStartException">
    /// A line is no ban, there are too many, or the file cannot be read.
    /// </exception>
    public static KeptBansFile Open(string path, ILogger log)
    {
        CannotStart.UnlessFile(path);
        var lines = File.Exists(path) ? CannotStart.OnDisk(path, "be read", () => File.ReadAllLines(path)) : [];
        var bans = ImmutableArray.CreateBuilder<Ban>();
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.Length == 0 || line.StartsWith('#')) continue;
            bans.Add(BanOf(line) ?? throw Fault(
                path,
                at,
                "this line is no ban: write TARGET SINCE UNTIL REASON, "
                + "such as 10.0.2.5 2026-03-01T12:04:09Z - floods, or remove it."));
            if (bans.Count > BanList.CountMax)
                throw Fault(path, at, "a list has at most 1,000 bans: remove some.");
        }

        return new KeptBansFile(path, bans.ToImmutable(), log);
    }

    /// <inheritdoc/>
    public ImmutableArray<Ban> Load() => _loaded;

    /// <inheritdoc/>
    public void Save(ImmutableArray<Ban> bans)
    {
        try
        {
            DurableFile.Write(_path, string.Concat(bans.Select(static ban => LineOf(ban) + "\n")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Caught here as an exception to the rule: the ban is in force until the node stops, and a failing disk is
            // noticed by the ledger.
            _log.LogWarning(error, "The bans cannot be kept in {Path}: {Reason}", _path, error.Message);
        }
    }

    private static string LineOf(Ban ban)
    {
        var until = ban.Until is { } end ? TextOf(end) : NoEnd;
        return $"{ban.Target} {TextOf(ban.Since)} {until} {ban.Reason}".TrimEnd();
    }

    private static Ban? BanOf(string line)
    {
        var words = line.Split(' ', 4);
        if (words.Length < 3 || BanTarget.Parse(words[0]) is not { } target) return null;
        var reason = words.Length == 4 ? words[3].Trim() : "";
        if (TimeOf(words[1]) is not { } since || !Ban.IsReason(reason)) return null;
        var until = TimeOf(words[2]);
        return until is null && words[2] != NoEnd ? null : new Ban(target, since, until, reason);
    }

    private static string TextOf(UnixTime time) => DateTimeOffset.FromUnixTimeMilliseconds(time.Milliseconds)
        .ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static UnixTime? TimeOf(string word) => DateTimeOffset.TryParseExact(
        word, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? UnixTime.From(time)
        : null;

    private static NodeStartException Fault(string path, int at, string sentence) => CannotStart.Because(
        ExitCode.Configuration, $"{path}:{(at + 1).ToString(CultureInfo.InvariantCulture)}: {sentence}");
}
