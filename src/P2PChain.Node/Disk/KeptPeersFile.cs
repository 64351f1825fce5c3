using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using P2PChain.Actors;
using P2PChain.Actors.Net;
using P2PChain.Core.Primitives;

namespace P2PChain.Node.Disk;

/// <summary>
/// <c>peers</c>: the addresses added by <c>connect</c>, one <c>host:port</c> per line. Lines that start with # are
/// skipped.
/// </summary>
internal sealed class KeptPeersFile : IKeptPeers
{
    private readonly string _path;
    private readonly ILogger _log;
    private readonly ImmutableArray<HostPort> _loaded;

    private KeptPeersFile(string path, ImmutableArray<HostPort> loaded, ILogger log)
    {
        _path = path;
        _loaded = loaded;
        _log = log;
    }

    /// <summary>Reads the file, so that the start reports its faults.</summary>
    /// <param name="path">The file; it may be missing.</param>
    /// <param name="log">The log for a later failure to write.</param>
    /// <exception cref="NodeStartException">A line is no address, or the file cannot be read.</exception>
    public static KeptPeersFile Open(string path, ILogger log)
    {
        CannotStart.UnlessFile(path);
        var lines = File.Exists(path) ? CannotStart.OnDisk(path, "be read", () => File.ReadAllLines(path)) : [];
        var peers = ImmutableArray.CreateBuilder<HostPort>();
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.Length == 0 || line.StartsWith('#')) continue;
            if (HostPort.Parse(line) is not { } peer)
                throw CannotStart.Because(
                    ExitCode.Configuration,
                    $"{path}:{(at + 1).ToString(CultureInfo.InvariantCulture)}: this line is no address: "
                    + "write host:port, such as 10.0.2.5:6000, or remove it.");
            if (!peers.Contains(peer)) peers.Add(peer);
        }

        return new KeptPeersFile(path, peers.ToImmutable(), log);
    }

    /// <inheritdoc/>
    public ImmutableArray<HostPort> Load() => _loaded;

    /// <inheritdoc/>
    public void Save(ImmutableArray<HostPort> peers)
    {
        try
        {
            DurableFile.Write(_path, string.Concat(peers.Select(static peer => $"{peer}\n")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Caught here as an exception to the rule: the node runs as well without this file, and a failing disk is
            // noticed by the ledger.
            _log.LogWarning(error, "The addresses to dial cannot be kept in {Path}: {Reason}", _path, error.Message);
        }
    }
}
