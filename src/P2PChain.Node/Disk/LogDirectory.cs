using System.Globalization;

namespace P2PChain.Node.Disk;

/// <summary>
/// A log directory. Each node that uses it has files of its own: <c>p2pchain-*.log</c>, <c>p2pchain-2-*.log</c>.
/// </summary>
internal sealed class LogDirectory : IDisposable
{
    private const string Key = "p2pchain.log.directory";

    private readonly FileStream _lock;

    private LogDirectory(string path, string name, FileStream held)
    {
        Path = path;
        Name = name;
        _lock = held;
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>The first part of this node's file names.</summary>
    public string Name { get; }

    /// <summary>Whether another node logged here first.</summary>
    public bool IsShared => Name != NameOf(1);

    /// <summary>
    /// Takes the first name that no other process has. Two nodes with one file would overwrite each other's lines.
    /// </summary>
    /// <param name="path">Its absolute path; it exists.</param>
    /// <exception cref="Actors.NodeStartException">The directory cannot be written.</exception>
    public static LogDirectory Open(string path)
    {
        for (var number = 1; ; number++)
        {
            var name = NameOf(number);
            // The library of the log is silent if it cannot write; this is not.
            var held = LockFile.TryHold(System.IO.Path.Combine(path, name + ".lock"), path, Key);
            if (held is not null) return new LogDirectory(path, name, held);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static string NameOf(int number) =>
        number == 1 ? "p2pchain" : string.Create(CultureInfo.InvariantCulture, $"p2pchain-{number}");
}
