using P2PChain.Actors;
using P2PChain.Core.Crypto;

namespace P2PChain.Node.Disk;

/// <summary>
/// The directory of one node: <c>ledger.db</c>, <c>node.pem</c>, <c>peers</c>, <c>bans</c>, <c>peers.json</c>,
/// <c>version</c>, <c>http.token</c>, <c>http.address</c>, <c>logs/</c>. While it is open, <c>node.lock</c> keeps a
/// second process out.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    /// <summary>The name of the secret for HTTP.</summary>
    public const string HttpTokenName = "http.token";

    /// <summary>The name of the lock.</summary>
    public const string LockName = "node.lock";

    private readonly IDisposable _lock;
    private readonly NewDirectory? _new;

    private DataDirectory(string path, IDisposable held, NewDirectory? isNew, EcdsaSigner signer, LogDirectory logs)
    {
        Path = path;
        _lock = held;
        _new = isNew;
        Signer = signer;
        Logs = logs;
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>The log directory.</summary>
    public LogDirectory Logs { get; }

    /// <summary>The node's key.</summary>
    public EcdsaSigner Signer { get; }

    /// <summary>The path of the ledger.</summary>
    public string Ledger => System.IO.Path.Combine(Path, "ledger.db");

    /// <summary>The path of the addresses to dial.</summary>
    public string Peers => System.IO.Path.Combine(Path, "peers");

    /// <summary>The path of the bans.</summary>
    public string Bans => System.IO.Path.Combine(Path, "bans");

    /// <summary>The path of the found addresses.</summary>
    public string Addresses => System.IO.Path.Combine(Path, "peers.json");

    /// <summary>The path of the secret for HTTP.</summary>
    public string HttpToken => System.IO.Path.Combine(Path, HttpTokenName);

    /// <summary>Makes the missing parts and takes the lock.</summary>
    /// <exception cref="NodeStartException">
    /// Another process has the lock, a newer version wrote the directory, others may read the key, or the disk fails.
    /// </exception>
    public static DataDirectory Open(NodeSettings settings)
    {
        var path = System.IO.Path.GetFullPath(settings.DataDirectory);
        var isNew = NewDirectory.Of(path);
        var held = Hold(path);
        LogDirectory? logNames = null;
        try
        {
            var logs = settings.LogDirectory.Length == 0
                ? System.IO.Path.Combine(path, "logs")
                : System.IO.Path.GetFullPath(settings.LogDirectory);
            Create(logs, "p2pchain.log.directory");
            logNames = LogDirectory.Open(logs);
            var signer = KeyFile.Open(System.IO.Path.Combine(path, "node.pem"));
            return new DataDirectory(path, held, isNew, signer, logNames);
        }
        catch
        {
            isNew?.Remove();
            logNames?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the missing parts of a directory and keeps every node out of it, for work on its ledger.
    /// </summary>
    /// <param name="path">Its absolute path.</param>
    /// <returns>The lock; disposing it releases it.</returns>
    /// <exception cref="NodeStartException">
    /// Another process has the lock, a newer version wrote the directory, or the disk fails.
    /// </exception>
    public static IDisposable Hold(string path)
    {
        Create(path, "p2pchain.data");
        var held = Lock(path);
        try
        {
            VersionFile.Ensure(System.IO.Path.Combine(path, "version"));
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Removes the parts that a failed start made, if no node had used the directory before. The lock is still held.
    /// </summary>
    public void Abandon() => _new?.Remove();

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        Signer.Dispose();
        Logs.Dispose();
        _lock.Dispose();
    }

    private static void Create(string path, string key)
    {
        CannotStart.UnlessDirectory(path, key);
        CannotStart.OnDisk(
            path,
            "be made",
            () =>
            {
                if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
                else Directory.CreateDirectory(path, DurableFile.Private | UnixFileMode.UserExecute);
            },
            key);
    }

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockName);
        return LockFile.TryHold(file, file, "p2pchain.data") ?? throw CannotStart.Because(
            ExitCode.InUse,
            $"Another p2pchain process uses {path}: end it, "
            + "or name another directory with --set p2pchain.data=DIRECTORY.");
    }
}
