using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using P2PChain.Actors;
using P2PChain.Core.Peering;

namespace P2PChain.Node.Disk;

/// <summary><c>peers</c>: addresses a person connected to, <c>host:port</c> a line; lines that start with # are left out.</summary>
internal sealed class KeptPeersFile : IKeptPeers
{
    private readonly string _path;
    private readonly ILogger _log;
    private readonly ImmutableArray<DnsEndPoint> _loaded;

    private KeptPeersFile(string path, ImmutableArray<DnsEndPoint> loaded, ILogger log) =>
        (_path, _loaded, _log) = (path, loaded, log);

    /// <summary>Reads the file now, so that what is wrong with it is said at the start.</summary>
    /// <param name="path">The file; it may be missing.</param>
    /// <param name="log">Told when it cannot be written later.</param>
    /// <exception cref="NodeStartException">A line is no address, or the file cannot be read.</exception>
    public static KeptPeersFile Open(string path, ILogger log)
    {
        CannotStart.UnlessFile(path);
        var lines = File.Exists(path) ? CannotStart.OnDisk(path, "be read", () => File.ReadAllLines(path)) : [];
        var peers = ImmutableArray.CreateBuilder<DnsEndPoint>();
        for (var at = 0; at < lines.Length; at++)
        {
            var line = lines[at].Trim();
            if (line.Length == 0 || line.StartsWith('#')) continue;
            if (!PeerAddress.TryParse(line, out var peer))
                throw CannotStart.Because(
                    ExitCode.Configuration,
                    $"{path}:{(at + 1).ToString(CultureInfo.InvariantCulture)}: this line is no address: write host:port, such as "
                    + "10.0.2.5:6000, or remove it.");
            if (!peers.Contains(peer)) peers.Add(peer);
        }

        return new KeptPeersFile(path, peers.ToImmutable(), log);
    }

    /// <inheritdoc/>
    public ImmutableArray<DnsEndPoint> Load() => _loaded;

    /// <inheritdoc/>
    public void Save(ImmutableArray<DnsEndPoint> peers)
    {
        try
        {
            DurableFile.Write(_path, string.Concat(peers.Select(static peer => AddressText.Of(peer) + "\n")));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Caught here against the habit: a node that cannot keep an address for next time is no worse a node now,
            // and a disk that really fails is noticed by the ledger.
            _log.LogWarning(error, "The addresses to dial cannot be kept in {Path}: {Reason}", _path, error.Message);
        }
    }
}
