using System.Diagnostics;
using System.Runtime.Versioning;

namespace P2PChain.Node.Tests.Processes;

/// <summary>A disk of a few kilobytes, in memory, until it is disposed of.</summary>
/// <remarks>Needs Linux and the right to mount: <see cref="SmallDiskFactAttribute"/>.</remarks>
[SupportedOSPlatform("linux")]
public sealed class SmallDisk : IDisposable
{
    /// <param name="path">Where; made when it is not there.</param>
    /// <param name="size">As <c>mount</c> takes it: <c>768k</c>.</param>
    public SmallDisk(string path, string size)
    {
        Directory.CreateDirectory(path);
        Path = path;
        Run("mount", "-t", "tmpfs", "-o", $"size={size}", "p2pchain-test", path);
    }

    /// <summary>Whether this process may mount one here.</summary>
    public static bool CanBeMade { get; } = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && TryMake();

    public string Path { get; }

    /// <summary>Makes it larger.</summary>
    public void Resize(string size) => Run("mount", "-o", $"remount,size={size}", Path);

    /// <summary>From now on nothing can be written to it.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

    public void Dispose() => Run("umount", "--lazy", Path);

    private static bool TryMake()
    {
        using var scratch = new ScratchDirectory();
        try
        {
            new SmallDisk(scratch.In("disk"), "64k").Dispose();
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said}");
    }
}
